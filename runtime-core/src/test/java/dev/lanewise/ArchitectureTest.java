package dev.lanewise;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls between packages: one floor above the next, and the Vector API behind one door. */
class ArchitectureTest {

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lanewise");

    /** From the lowest up. {@code spi} is what strangers see of the floors below it, and of the options to load. */
    private static final List<String> FLOORS = List.of(
            "dev.lanewise.kernel..",
            "dev.lanewise.tensor..",
            "dev.lanewise.graph..",
            "dev.lanewise.op..",
            "dev.lanewise.transform..",
            "dev.lanewise.exec..");

    private static Stream<Integer> floors() {
        return Stream.iterate(0, i -> i < FLOORS.size(), i -> i + 1);
    }

    @ParameterizedTest
    @MethodSource("floors")
    void aFloorImportsOnlyFloorsBelow(int floor) {
        var above = Stream.concat(FLOORS.stream().skip(floor + 1), Stream.of("dev.lanewise", "dev.lanewise.spi.."))
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(FLOORS.get(floor))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above));
    }

    @Test
    void tensorsKnowNothingOfKernelsNorKernelsOfTensors() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.lanewise.tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.lanewise.kernel.."));
    }

    @Test
    void strangersSeeTheSmallInterfaceOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.lanewise.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.lanewise.kernel..", "dev.lanewise.exec..", "dev.lanewise.transform.."));
    }

    @Test
    void theVectorApiStaysInSimdClasses() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.lanewise.kernel.Lanes")
                .and()
                .doNotHaveFullyQualifiedName("dev.lanewise.kernel.Isa$Preferred")
                .and()
                .haveNameNotMatching("dev\\.lanewise\\.kernel\\.[A-Za-z0-9]+Simd")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector.."));
    }

    @Test
    void simdClassesAreNotPublic() {
        check(classes().that().haveSimpleNameEndingWith("Simd").should().notBePublic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.reflect..", "sun..", "jdk.internal..", "java.lang.foreign.."})
    void theLibraryDoesWithout(String elsewhere) {
        check(noClasses().should().dependOnClassesThat().resideInAPackage(elsewhere));
    }

    @Test
    void onlyOneClassReachesIntoThePlatformsManagement() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.lanewise.kernel.Isa")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.management..", "com.sun.management.."));
    }

    @Test
    void errorsAreTheLibrarysOwn() {
        check(noClasses().should().callConstructor(RuntimeException.class, String.class));
        check(noClasses().should().callConstructor(NullPointerException.class, String.class));
    }

    @Test
    void everyFloorIsThere() {
        for (String floor : FLOORS) {
            String name = floor.substring(0, floor.length() - 2);
            assertTrue(LIBRARY.stream().map(JavaClass::getPackageName).anyMatch(name::equals), name);
        }
    }

    private static void check(ArchRule rule) {
        rule.check(LIBRARY);
    }
}
