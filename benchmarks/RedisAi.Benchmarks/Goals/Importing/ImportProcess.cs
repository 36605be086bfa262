using System.Diagnostics;
using System.Globalization;
using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Costs;
using RedisAi.Importers;

namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>Imports a model, in this process or in one of its own: what earlier rows left behind would hide what it takes.</summary>
internal static class ImportProcess
{
    /// <summary>The argument that makes this program import a file, and write how many MiB that took at most.</summary>
    public const string Command = "import-peak";

    /// <summary>From the file to the first answer.</summary>
    public static TimeSpan Time(string path)
    {
        long started = Stopwatch.GetTimestamp();
        Answer(path);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The most memory that a process of its own had beyond what it had before, in MiB; zero where the kernel does not tell.</summary>
    public static double PeakMiB(string path, string small)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command, path, small]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string written = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(written, CultureInfo.InvariantCulture);
    }

    /// <summary>Does that in this process: a small model first, so that what is loaded once is not counted.</summary>
    public static int WritePeak(string path, string small)
    {
        Answer(small);
        GC.Collect();
        ProcessMemory.ResetPeak();
        double before = ProcessMemory.ResidentMiB;
        Answer(path);
        Console.WriteLine((ProcessMemory.PeakMiB - before).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static void Answer(string path)
    {
        using RedisAiEngine engine = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        engine.Models.StoreAsync("m", ModelSource.FromFile(path)).GetAwaiter().GetResult();
        using AiTensor row = AiTensor.Create<float>([1, GeneratedUbj.Features], static values => values.Fill(0.25f));
        using ModelResult result = engine.Models["m"].Run([row]);
        if (!float.IsFinite(result[0].AsSpan<float>()[0]))
        {
            throw new InvalidOperationException("The generated model gives no number.");
        }
    }
}
