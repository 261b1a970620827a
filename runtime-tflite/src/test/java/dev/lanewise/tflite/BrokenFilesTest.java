package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.ModelFormatException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BrokenFilesTest {

    private static final int TRIES = 3000;

    private static byte[] file() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 1, 4, 4, 2);
        int filters = main.floats("filters", new float[36], 2, 3, 3, 2);
        int bias = main.floats("bias", new float[2], 2);
        int image = main.tensor("image", FileBuilder.FLOAT, 1, 4, 4, 2);
        main.operator("CONV_2D", new int[] {x, filters, bias}, new int[] {image}, 6, f -> {
            f.addInt(1, 1, 0);
            f.addInt(2, 1, 0);
        });
        int dims = main.ints("dims", 1, -1);
        int rows = main.tensor("rows", FileBuilder.FLOAT, 1, 32);
        main.operator("RESHAPE", new int[] {image, dims}, new int[] {rows});
        int begins = main.ints("begins", 0, 2);
        int sizes = main.ints("sizes", 1, 5);
        int part = main.tensor("part", FileBuilder.FLOAT, 1, 5);
        main.operator("SLICE", new int[] {rows, begins, sizes}, new int[] {part});
        main.inputs(x).outputs(part);
        return file.bytes();
    }

    @Test
    void mutatedFilesGiveAModelOrALanewiseException() {
        byte[] whole = file();
        Model.load(whole);
        var random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] broken = mutated(whole, random);
            try {
                Model.load(broken);
            } catch (LanewiseException e) {
                refused++;
            }
        }
        assertTrue(refused > TRIES / 10 && refused < TRIES, refused + " of " + TRIES + " refused");
    }

    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(whole, random.nextInt(8, whole.length));
        }
        byte[] broken = whole.clone();
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            int at = random.nextInt(8, whole.length);
            broken[at] = (byte) (random.nextBoolean() ? broken[at] ^ 1 << random.nextInt(8) : random.nextInt());
        }
        return broken;
    }

    @Test
    void saysWhereAnOffsetLeads() {
        byte[] broken = file();
        broken[3] = 1;
        var error = assertThrows(ModelFormatException.class, () -> Model.load(broken));
        assertTrue(String.valueOf(error.getMessage()).contains("of a file of " + broken.length), error.getMessage());
    }
}
