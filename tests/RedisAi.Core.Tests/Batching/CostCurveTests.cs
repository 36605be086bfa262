using FsCheck.Fluent;
using RedisAi.Batching;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class CostCurveTests
{
    [Fact]
    public void Nothing_is_predicted_while_nothing_is_known()
    {
        CostCurve curve = new();

        Assert.True(curve.IsEmpty);
        Assert.Equal((0, 0), (curve.Predict(7), curve.PredictSafely(7)));
        Assert.Equal(16, curve.RowsWithin(1, limit: 16));
        Assert.True(curve.MergingPays);
    }

    [Fact]
    public void Flat_start_and_steep_rest_are_both_learned()
    {
        CostCurve curve = Learned(RunCost.Gru256, 1, 2, 4, 8, 16, 32, 64);

        foreach (int rows in (int[])[1, 2, 4, 8, 12, 16, 24, 32, 48, 64])
        {
            Assert.InRange(curve.Predict(rows), 0.98 * Ticks(rows), 1.02 * Ticks(rows));
        }

        double Ticks(int rows) => RunCost.Gru256.Of(rows).Ticks;
    }

    [Fact]
    public void More_rows_than_ever_are_on_the_line_of_the_last_two_sizes()
    {
        CostCurve curve = Learned(RunCost.Gru256, 1, 16, 64);

        Assert.InRange(curve.Predict(256), 12_000, 12_900);
    }

    [Fact]
    public void One_size_alone_tells_the_others_by_proportion()
    {
        CostCurve curve = new();
        curve.Note(4, 100);

        Assert.Equal(200, curve.Predict(8));
        Assert.Equal(100, curve.Predict(1));
    }

    [Fact]
    public void Run_that_was_disturbed_counts_little()
    {
        CostCurve curve = new();
        for (int i = 0; i < 20; i++)
        {
            curve.Note(1, 1_000);
        }

        curve.Note(1, 1_000_000);

        Assert.InRange(curve.Predict(1), 1_000, 1_400);
    }

    [Fact]
    public void Machine_that_has_become_slower_is_followed()
    {
        CostCurve curve = new();
        Note(1_000);

        Note(3_000);

        Assert.InRange(curve.Predict(1), 2_700, 3_000);

        void Note(long ticks)
        {
            for (int i = 0; i < 30; i++)
            {
                curve.Note(1, ticks);
            }
        }
    }

    [Fact]
    public void Spread_makes_the_safe_prediction_longer()
    {
        CostCurve curve = new();
        for (int i = 0; i < 100; i++)
        {
            curve.Note(1, i % 2 == 0 ? 900 : 1_100);
        }

        Assert.InRange(curve.Predict(1), 950, 1_050);
        Assert.InRange(curve.PredictSafely(1), 1_100, 1_300);
    }

    [Fact]
    public void Rows_that_are_done_in_time_are_found()
    {
        CostCurve curve = Learned(RunCost.Gru256, 1, 4, 16, 64);

        Assert.Equal(0, curve.RowsWithin(200, limit: 64));
        Assert.InRange(curve.RowsWithin(800, limit: 64), 15, 16);
        Assert.Equal(10, curve.RowsWithin(100_000, limit: 10));
    }

    [Fact]
    public void Single_run_that_was_disturbed_does_not_make_merging_pay()
    {
        CostCurve curve = Learned(new RunCost((1, 1_000), (8, 8_000)), 1, 4);

        curve.Note(1, 100_000);

        Assert.False(curve.MergingPays);
    }

    [Fact]
    public void Size_that_has_not_been_run_for_long_does_not_say_that_merging_pays()
    {
        // Measured while nothing else ran; since then all cores are busy, and two rows were not run again.
        CostCurve curve = Learned(new RunCost((1, 1_000), (2, 2_000), (8, 8_000)), 1, 2);
        for (int i = 0; i < 400; i++)
        {
            curve.Note(1, 15_000);
            curve.Note(8, 130_000);
        }

        Assert.False(curve.MergingPays);
    }

    [Fact]
    public void Machine_that_is_slower_for_a_while_does_not_make_merging_pay()
    {
        CostCurve curve = Learned(new RunCost((1, 1_000), (8, 8_000)), 1, 4);

        for (int run = 1; run <= 2_560; run++)
        {
            int rows = run % 256 == 0 ? 4 : 1;
            curve.Note(rows, rows * (run % 100 < 40 ? 13_000 : 10_000));
            Assert.False(curve.MergingPays, $"run {run}");
        }
    }

    [Theory]
    [InlineData(0.4, true)]
    [InlineData(1.3, false)]
    public void Few_runs_alone_tell_whether_merging_goes_on_to_pay(double gain, bool pays)
    {
        CostCurve curve = Learned(new RunCost((1, 1_000), (8, 4_000)), 1, 8);
        Assert.True(curve.MergingPays);

        for (int run = 1; run <= 64 * 8; run++)
        {
            bool isAlone = run % 64 == 0;
            curve.Note(isAlone ? 1 : 8, isAlone ? 10_000 : (long)(80_000 * gain));
        }

        Assert.Equal(pays, curve.MergingPays);
    }

    [Fact]
    public void Few_merged_runs_tell_that_merging_has_come_to_pay()
    {
        CostCurve curve = Learned(new RunCost((1, 1_000), (8, 8_000)), 1, 4);

        for (int run = 1; run <= 256 * 4; run++)
        {
            bool isMerged = run % 256 == 0;
            curve.Note(isMerged ? 4 : 1, isMerged ? 16_000 : 10_000);
        }

        Assert.True(curve.MergingPays);
    }

    [Fact]
    public void Merging_pays_only_where_rows_together_take_less_time()
    {
        Assert.True(Learned(RunCost.Gru256, 1, 4).MergingPays);
        Assert.False(Learned(new RunCost((1, 1_000), (8, 8_000)), 1, 4, 8).MergingPays);
        Assert.False(Learned(new RunCost((1, 1_000), (8, 9_000)), 1, 8).MergingPays);
        Assert.True(Learned(new RunCost((1, 1_000), (8, 9_000)), 8).MergingPays, "Without a run of one row nothing is known.");
    }

    [Fact]
    public void Whatever_was_measured_something_is_predicted_for_any_number_of_rows() =>
        Properties.Hold(Gen.Choose(0, int.MaxValue - 1), static seed =>
        {
            Random random = new(seed);
            CostCurve curve = new();
            for (int i = 0; i < 50; i++)
            {
                curve.Note(random.Next(1, 40), random.NextInt64(1, 100_000));
                int rows = random.Next(1, 80);
                Assert.InRange(curve.Predict(rows), 0, 100_000 * 80);
                Assert.True(curve.PredictSafely(rows) >= curve.Predict(rows));
            }
        });

    private static CostCurve Learned(RunCost cost, params int[] sizes)
    {
        CostCurve curve = new();
        for (int i = 0; i < 20; i++)
        {
            foreach (int rows in sizes)
            {
                curve.Note(rows, cost.Of(rows).Ticks);
            }
        }

        return curve;
    }
}
