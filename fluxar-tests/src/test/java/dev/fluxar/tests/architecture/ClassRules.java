package dev.fluxar.tests.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rules that are read from compiled classes. Each takes the root package, so that the classes
 * in {@code broken} can prove that it fails.
 */
final class ClassRules {

    static final String ROOT = "dev.fluxar";
    static final String BROKEN = "dev.fluxar.tests.architecture.broken";

    private static final Pattern IMPURE_TYPE =
            Pattern.compile(
                    "java\\.(net|nio\\.channels|nio\\.file|util\\.random)\\..*"
                            + "|java\\.io\\.(File.*|RandomAccessFile|Console|PrintStream)"
                            + "|java\\.lang\\.(Thread.*|InheritableThreadLocal|Runtime|Process.*)"
                            + "|java\\.time\\.(Clock|InstantSource)"
                            + "|java\\.security\\.SecureRandom"
                            + "|java\\.util\\.(Random|SplittableRandom|Timer|TimerTask|Date"
                            + "|Calendar|ServiceLoader)"
                            + "|java\\.util\\.concurrent\\.(?!CompletableFuture$|CompletionStage$"
                            + "|CompletionException$|CancellationException$|Flow(\\$.*)?$|TimeUnit$"
                            + "|TimeoutException$).*");

    private static final Pattern IMPURE_CALL =
            Pattern.compile(
                    "java\\.lang\\.System\\.(currentTimeMillis|nanoTime|out|err|in|getenv"
                            + "|getProperty)"
                            + "|java\\.time\\..*\\.now"
                            + "|java\\.util\\.UUID\\.randomUUID"
                            + "|java\\.lang\\.(Strict)?Math\\.random"
                            + "|java\\.util\\.Collections\\.shuffle"
                            + "|java\\.util\\.concurrent\\.TimeUnit\\.(sleep|timedWait|timedJoin)"
                            + "|java\\.util\\.concurrent\\.CompletableFuture\\.(.*Async"
                            + "|delayedExecutor|orTimeout|completeOnTimeout|get|join)"
                            + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)");

    private static final Pattern SLEEP =
            Pattern.compile(
                    "java\\.lang\\.Thread\\.sleep|java\\.util\\.concurrent\\.TimeUnit\\.sleep"
                            + "|java\\.util\\.concurrent\\.locks\\.LockSupport\\.parkNanos");

    private static final List<String> FOREIGN =
            List.of(
                    "tools.jackson",
                    "com.fasterxml.jackson",
                    "io.netty",
                    "org.bouncycastle",
                    "org.jctools",
                    "com.github.luben.zstd");

    private ClassRules() {}

    static JavaClasses mainClasses() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
    }

    static JavaClasses testClasses() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .withImportOption(location -> !location.contains("/architecture/broken/"))
                .importPackages(ROOT);
    }

    static JavaClasses brokenClasses() {
        return new ClassFileImporter().importPackages(BROKEN);
    }

    static ArchRule everyPartKnowsOnlyWhatTheTableAllows(String root) {
        return each(root, new DependencyCondition(root));
    }

    static ArchRule noPackagesDependOnEachOtherInACycle(String root) {
        return slices().assignedFrom(new PackageSlices(root))
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    static ArchRule pureLayersDoNothingByThemselves(String root) {
        return each(root, new PurityCondition(root));
    }

    static ArchRule publicSignaturesNameNoForeignType(String root, Set<String> exported) {
        return each(root, new SignatureCondition(exported));
    }

    static ArchRule nothingSleeps(String root) {
        return each(root, new SleepCondition());
    }

    private static ArchRule each(String root, ArchCondition<JavaClass> condition) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(condition)
                .allowEmptyShould(true);
    }

    private static String calledBy(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    /** A class may depend on the parts and libraries that {@link Part} lists for its own part. */
    private static final class DependencyCondition extends ArchCondition<JavaClass> {
        private final String root;

        DependencyCondition(String root) {
            super("belong to a part and know only what that part may know");
            this.root = root;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            var part = Part.of(type.getPackageName(), root);
            if (part.isEmpty()) {
                events.add(violated(type, type.getName() + " belongs to no part: extend Part"));
                return;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String to = target.getPackageName();
                if (target.isPrimitive() || to.equals(type.getPackageName())) {
                    continue;
                }
                boolean allowed =
                        Part.within(to, root)
                                ? Part.of(to, root).map(part.get()::mayKnow).orElse(false)
                                : part.get().mayUse(to);
                if (!allowed) {
                    events.add(
                            violated(
                                    dependency,
                                    part.get()
                                            + " may not know "
                                            + to
                                            + ": "
                                            + dependency.getDescription()));
                }
            }
        }
    }

    /** A pure layer takes time and random bytes as arguments and never reaches for them. */
    private static final class PurityCondition extends ArchCondition<JavaClass> {
        private final String root;

        PurityCondition(String root) {
            super("do no I/O, start no thread, read no clock and draw no randomness if pure");
            this.root = root;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (Part.of(type.getPackageName(), root).filter(Part.PURE::contains).isEmpty()) {
                return;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String name = dependency.getTargetClass().getBaseComponentType().getName();
                if (IMPURE_TYPE.matcher(name).matches()) {
                    events.add(violated(dependency, dependency.getDescription()));
                }
            }
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (IMPURE_CALL.matcher(calledBy(access)).matches()) {
                    events.add(violated(access, access.getDescription()));
                }
            }
        }
    }

    /** An application is not tied to the version of a library that we happen to use. */
    private static final class SignatureCondition extends ArchCondition<JavaClass> {
        private final Set<String> exported;

        SignatureCondition(Set<String> exported) {
            super("name no foreign type in a public signature of an exported package");
            this.exported = exported;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!exported.contains(type.getPackageName()) || !reachable(type)) {
                return;
            }
            Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                    .forEach(parent -> report(type, type.getName(), parent, events));
            type.getTypeParameters().forEach(p -> report(type, type.getName(), p, events));
            for (JavaField field : type.getFields()) {
                if (visible(field.getModifiers())) {
                    report(type, field.getFullName(), field.getType(), events);
                }
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (visible(unit.getModifiers())) {
                    Stream.of(
                                    Stream.of(unit.getReturnType()),
                                    unit.getParameterTypes().stream(),
                                    unit.getTypeParameters().stream(),
                                    unit.getExceptionTypes().stream())
                            .flatMap(types -> types)
                            .forEach(t -> report(type, unit.getFullName(), t, events));
                }
            }
        }

        private static boolean reachable(JavaClass type) {
            return visible(type.getModifiers())
                    && type.getEnclosingClass().map(SignatureCondition::reachable).orElse(true);
        }

        private static boolean visible(Set<JavaModifier> modifiers) {
            return modifiers.contains(JavaModifier.PUBLIC)
                    || modifiers.contains(JavaModifier.PROTECTED);
        }

        private static void report(
                JavaClass owner, String where, JavaType named, ConditionEvents events) {
            for (JavaClass raw : named.getAllInvolvedRawTypes()) {
                String of = raw.getBaseComponentType().getPackageName();
                if (FOREIGN.stream().anyMatch(f -> Part.within(of, f))) {
                    events.add(violated(owner, where + " names " + raw.getName()));
                }
            }
        }
    }

    /** A test waits for what it expects, or runs in virtual time. */
    private static final class SleepCondition extends ArchCondition<JavaClass> {
        SleepCondition() {
            super("never sleep");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (SLEEP.matcher(calledBy(access)).matches()) {
                    events.add(violated(access, access.getDescription()));
                }
            }
        }
    }

    /** One slice per package. */
    private static final class PackageSlices implements SliceAssignment {
        private final DescribedPredicate<JavaClass> belongs;

        PackageSlices(String root) {
            belongs = JavaClass.Predicates.resideInAPackage(root + "..");
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return belongs.test(type)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
