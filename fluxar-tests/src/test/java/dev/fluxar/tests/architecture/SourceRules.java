package dev.fluxar.tests.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import dev.fluxar.tests.architecture.SourceTree.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** The rules that are read from source files. Each returns its violations, one line each. */
final class SourceRules {

    static final int LINES_TO_MENTION = 400;
    static final int LINES = 500;
    static final int TYPES = 25;

    /** The face is one package, because its types name each other: docs/adr/0015. */
    static final int FACE_TYPES = 48;

    private static final String FACE = "dev.fluxar";

    /** House rules: a type is named for what it is. */
    private static final Pattern EMPTY_NAME =
            Pattern.compile("(Manager|Helper|Utils?|Impl)(?=[A-Z0-9_]|$)");

    private static final Pattern POSTPONED =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private SourceRules() {}

    static List<String> mainFilesLongerThan(int lines, SourceTree tree) {
        List<String> found = new ArrayList<>();
        for (Source source : tree.sources) {
            long count = source.text().lines().count();
            if (source.isMain() && count > lines) {
                found.add(source.name() + " has " + count + " lines, more than " + lines);
            }
        }
        return found;
    }

    static List<String> crowdedPackages(SourceTree tree) {
        Map<String, Integer> types = new TreeMap<>();
        for (Source source : tree.sources) {
            if (source.isMain()) {
                types.merge(
                        source.packageName(), source.unit().getTypeDecls().size(), Integer::sum);
            }
        }
        List<String> found = new ArrayList<>();
        types.forEach(
                (name, count) -> {
                    int most = name.equals(FACE) ? FACE_TYPES : TYPES;
                    if (count > most) {
                        found.add(name + " has " + count + " types, more than " + most);
                    }
                });
        return found;
    }

    /** The module {@code dev.fluxar.transport.netty} counts its own name as one step. */
    static List<String> deepPackages(SourceTree tree) {
        List<String> found = new ArrayList<>();
        for (String name : mainPackages(tree)) {
            String steps = name.replace("dev.fluxar.transport.netty", "dev.fluxar.netty");
            if (!steps.matches("dev\\.fluxar(\\.\\w+){0,2}")) {
                found.add(name + " is no dev.fluxar.a.b");
            }
        }
        return found;
    }

    static List<String> packagesThatDoNotIntroduceThemselves(SourceTree tree) {
        Map<String, Source> introductions = new TreeMap<>();
        for (Source source : tree.sources) {
            if (source.isMain() && source.isNamed("package-info.java")) {
                introductions.put(source.packageName(), source);
            }
        }
        List<String> found = new ArrayList<>();
        for (String name : mainPackages(tree)) {
            Source source = introductions.get(name);
            if (source == null) {
                found.add(name + " has no package-info.java");
                continue;
            }
            PackageTree declaration = source.unit().getPackage();
            String comment =
                    tree.comments.getDocComment(TreePath.getPath(source.unit(), declaration));
            if (comment == null || comment.strip().length() < 60) {
                found.add(name + " does not say what its one job is");
                continue;
            }
            if (!declaration.getAnnotations().toString().contains("NullMarked")) {
                found.add(name + " is not @NullMarked");
            }
            Optional<Part> part = Part.of(name, ClassRules.ROOT).filter(p -> p.layer >= 0);
            if (part.isPresent()) {
                String layer = "Layer " + part.get().layer;
                if (!comment.contains(layer)) {
                    found.add(name + " does not name its layer, " + layer);
                }
                if (!comment.contains("Spec:")) {
                    found.add(name + " does not name its chapter after \"Spec:\"");
                }
            }
        }
        return found;
    }

    static List<String> typesWithEmptyNames(SourceTree tree) {
        List<String> found = new ArrayList<>();
        for (Source source : tree.sources) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree type, Void unused) {
                    Matcher word = EMPTY_NAME.matcher(type.getSimpleName());
                    if (word.find()) {
                        found.add(
                                source.name()
                                        + ": "
                                        + type.getSimpleName()
                                        + " says "
                                        + word.group()
                                        + ", not what it is");
                    }
                    return super.visitClass(type, unused);
                }
            }.scan(source.unit(), null);
        }
        return found;
    }

    static List<String> postponedWork(SourceTree tree) {
        List<String> found = new ArrayList<>();
        for (Source source : tree.sources) {
            Matcher mark = POSTPONED.matcher(source.text());
            while (mark.find()) {
                long line = source.text().substring(0, mark.start()).lines().count();
                found.add(source.name() + ":" + Math.max(1, line) + " says " + mark.group());
            }
        }
        return found;
    }

    /** What an exported package shows without a doc comment; overrides inherit theirs. */
    static List<String> undocumentedApi(SourceTree tree) {
        Set<String> exported = tree.exportedPackages();
        List<String> found = new ArrayList<>();
        for (Source source : tree.sources) {
            if (source.isMain() && exported.contains(source.packageName())) {
                new Undocumented(tree, source, found).scan(source.unit(), null);
            }
        }
        return found;
    }

    private static Set<String> mainPackages(SourceTree tree) {
        Set<String> names = new TreeSet<>();
        for (Source source : tree.sources) {
            if (source.isMain() && !source.isNamed("module-info.java")) {
                names.add(source.packageName());
            }
        }
        return names;
    }

    /** Walks what other modules can see of one file. */
    private static final class Undocumented extends TreePathScanner<Void, Void> {
        private static final Set<Tree.Kind> INTERFACES =
                EnumSet.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

        private final SourceTree tree;
        private final CompilationUnitTree unit;
        private final String file;
        private final List<String> found;

        Undocumented(SourceTree tree, Source source, List<String> found) {
            this.tree = tree;
            this.unit = source.unit();
            this.file = source.name();
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (visible(type.getModifiers())) {
                check(type.getSimpleName());
                super.visitClass(type, unused);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean ofRecord =
                    method.getReturnType() == null && enclosing().getKind() == Tree.Kind.RECORD;
            boolean inherits =
                    method.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            if (visible(method.getModifiers()) && !ofRecord && !inherits) {
                check(method.getName());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            if (enclosing() instanceof ClassTree && visible(field.getModifiers())) {
                check(field.getName());
            }
            return null;
        }

        private Tree enclosing() {
            return getCurrentPath().getParentPath().getLeaf();
        }

        private boolean visible(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || (INTERFACES.contains(enclosing().getKind())
                            && !flags.contains(Modifier.PRIVATE));
        }

        private void check(CharSequence name) {
            if (tree.comments.getDocComment(getCurrentPath()) == null) {
                long at =
                        tree.comments
                                .getSourcePositions()
                                .getStartPosition(unit, getCurrentPath().getLeaf());
                long line = unit.getLineMap().getLineNumber(at);
                found.add(file + ":" + line + " " + name + " has no doc comment");
            }
        }
    }
}
