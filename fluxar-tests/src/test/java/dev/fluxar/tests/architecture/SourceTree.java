package dev.fluxar.tests.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Every Java source of every module, parsed but not resolved. */
final class SourceTree {

    /** One file: {@code name} is its path below the root, with forward slashes. */
    record Source(String name, String text, CompilationUnitTree unit) {
        boolean isMain() {
            return name.contains("/src/main/java/");
        }

        boolean isTest() {
            return !isMain();
        }

        boolean isNamed(String fileName) {
            return name.endsWith("/" + fileName);
        }

        /** The package, from where the file lies. */
        String packageName() {
            String below = name.replaceFirst("^.*?/src/(main|test)/java/", "");
            int slash = below.lastIndexOf('/');
            return slash < 0 ? "" : below.substring(0, slash).replace('/', '.');
        }
    }

    private static SourceTree ofRepository;

    final List<Source> sources;
    final DocTrees comments;

    private SourceTree(List<Source> sources, DocTrees comments) {
        this.sources = sources;
        this.comments = comments;
    }

    /** Reads a tree; the repository's own is read once. */
    static synchronized SourceTree of(Path root) {
        if (!root.equals(Repository.root())) {
            return read(root);
        }
        if (ofRepository == null) {
            ofRepository = read(root);
        }
        return ofRepository;
    }

    private static SourceTree read(Path root) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(javaFiles(root)));
            List<Source> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                JavaFileObject file = unit.getSourceFile();
                String name = root.relativize(Path.of(file.toUri())).toString().replace('\\', '/');
                sources.add(new Source(name, file.getCharContent(true).toString(), unit));
            }
            return new SourceTree(sources, DocTrees.instance(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                for (String set : List.of("src/main/java", "src/test/java")) {
                    Path directory = module.resolve(set);
                    if (Files.isDirectory(directory)) {
                        try (Stream<Path> files = Files.walk(directory)) {
                            files.filter(f -> f.toString().endsWith(".java"))
                                    .sorted()
                                    .forEach(found::add);
                        }
                    }
                }
            }
        }
        return found;
    }

    /** Packages that a module-info exports to everyone. */
    Set<String> exportedPackages() {
        Set<String> exported = new TreeSet<>();
        for (Source source : sources) {
            if (source.isMain() && source.isNamed("module-info.java")) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitExports(ExportsTree node, Void unused) {
                        if (node.getModuleNames() == null || node.getModuleNames().isEmpty()) {
                            exported.add(node.getPackageName().toString());
                        }
                        return null;
                    }
                }.scan(source.unit().getModule(), null);
            }
        }
        return exported;
    }
}
