namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>Imported ensembles by the C API alone, against the graphs that the usual converters wrote of the same models.</summary>
internal static class TreeRunGoal
{
    private const int Rounds = 501;

    public static Goal? Measure(string name)
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        string models = Path.Combine(fixtures ?? "", "models");
        TreeRunCase[] cases = fixtures is null ? [] : [.. TreeRunCase.All.Where(one => File.Exists(one.GraphIn(models)))];
        if (cases.Length == 0)
        {
            Console.Error.WriteLine($"{name} was not measured: REDISAI_FIXTURES names no folder that has models/{TreeRunCase.All[0].Name}.");
            return null;
        }

        (TreeRunCase Case, Goal Goal)[] measured = [.. cases.Select(one => (one, Measure(name, models, one)))];
        Goal worst = measured.MaxBy(static pair => pair.Goal.Value).Goal;
        return worst with { Note = string.Join("; ", measured.Select(static pair => $"{pair.Case.Name}: {pair.Goal.Note}")) };
    }

    private static Goal Measure(string name, string models, TreeRunCase one)
    {
        string imported = Path.GetTempFileName();
        try
        {
            one.Import(models, imported);
            using RawOnnxSession ours = new(imported);
            using RawOnnxSession theirs = new(one.GraphIn(models));
            Goal single = Measure(name, one, ours, theirs, batch: 1, operations: 500);
            single = single with { Note = $"1 row {single.Value:F3} ({single.Note})" };
            if (one.OneRowAlone)
            {
                return single;
            }

            Goal many = Measure(name, one, ours, theirs, batch: 64, operations: 20);
            return (many.Value > single.Value ? many : single) with { Note = $"{single.Note}, 64 rows {many.Value:F3} ({many.Note})" };
        }
        finally
        {
            File.Delete(imported);
        }
    }

    private static Goal Measure(string name, TreeRunCase one, RawOnnxSession ours, RawOnnxSession theirs, int batch, int operations)
    {
        using AiTensor rows = one.CreateRows(batch);
        AiTensor[] outputs = TreeRunCase.CreateOutputs(ours.Signature, batch);
        AiTensor[] theirOutputs = TreeRunCase.CreateOutputs(theirs.Signature, batch);
        try
        {
            using RawOnnxRun own = new(ours, [rows], outputs);
            using RawOnnxRun converted = new(theirs, [rows], theirOutputs);
            return PairedRounds.Measure(own.Run, converted.Run, operations, Rounds).AtMost(name, 1.05);
        }
        finally
        {
            Array.ForEach(outputs, static tensor => tensor.Dispose());
            Array.ForEach(theirOutputs, static tensor => tensor.Dispose());
        }
    }
}
