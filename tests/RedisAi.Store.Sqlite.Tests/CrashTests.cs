using System.Globalization;
using RedisAi.CrashHost;
using RedisAi.Testing;

namespace RedisAi.Store.Sqlite.Tests;

/// <summary>What is left when a process ends without warning.</summary>
public class CrashTests
{
    private const int UsualRounds = 20;

    [Fact]
    public async Task A_process_that_is_killed_leaves_everything_that_it_has_acknowledged_and_nothing_torn()
    {
        using TemporaryFolder folder = new();
        int seed = Number("CRASH_SEED") ?? Environment.TickCount & 0xFFFF;
        Random random = new(seed);
        long acknowledged = -1;
        for (int round = 0; round < (Number("CRASH_ROUNDS") ?? UsualRounds); round++)
        {
            // What it says is what was acknowledged; it is killed while it works on.
            using (ChildProcess child = Start(folder["state.db"], acknowledged + 1, count: 1_000_000))
            {
                int lines = random.Next(1, 40);
                for (int i = 0; i < lines; i++)
                {
                    acknowledged = long.Parse((await child.ReadLineAsync(Eventually.Limit))!, CultureInfo.InvariantCulture);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 3), TimeProvider.System);
            }

            (long found, long model) = await ReadAsync(folder["state.db"]);
            Assert.True(found >= acknowledged, $"Seed {seed}, round {round}: step {acknowledged} was acknowledged, and {found} is there.");

            // A step writes its tensors before its model.
            Assert.True(
                model == CrashModel.After(found) || (found > acknowledged && model == CrashModel.After(found - 1)),
                $"Seed {seed}, round {round}: the tensors of step {found} are there with model {model}; step {acknowledged} was acknowledged.");
            acknowledged = found;
        }
    }

    [Fact]
    public async Task A_log_that_is_cut_off_anywhere_has_everything_that_was_synchronised_before_and_nothing_torn()
    {
        int seed = Number("CRASH_SEED") ?? Environment.TickCount & 0xFFFF;
        Random random = new(seed);
        using TemporaryFolder folder = new();
        string path = folder["state.db"];
        List<(long Number, long Length)> acknowledged = [];
        byte[] log;
        await using (RedisAiEngine ai = Open(path))
        {
            // What makes the file itself is in the log, too, until it is checkpointed.
            long number = 0;
            do
            {
                CrashStep.Write(ai.Tensors, number);
                await CrashModel.WriteAsync(ai, number);
                acknowledged.Add((number, new FileInfo(path + "-wal").Length));
                number++;
            }
            while (number < 60);

            log = ReadShared(path + "-wal");
            File.WriteAllBytes(folder["copy.db"], ReadShared(path));
        }

        for (int cut = 0; cut < 100; cut++)
        {
            int length = random.Next(log.Length + 1);
            string copy = folder[$"cut-{cut}.db"];
            File.Copy(folder["copy.db"], copy);
            File.WriteAllBytes(copy + "-wal", log[..length]);
            long known = acknowledged.Where(step => step.Length <= length).Select(static step => step.Number).DefaultIfEmpty(-1).Max();
            (long found, long model) = await ReadAsync(copy);
            Assert.True(
                found >= known && (model == CrashModel.After(found) || (found > known && model == CrashModel.After(found - 1))),
                $"Seed {seed}, cut at {length} of {log.Length}: step {known} was acknowledged, and {found} is there with model {model}.");
        }
    }

    [Fact]
    public async Task Each_write_is_synchronised_with_the_disk_before_it_is_acknowledged()
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            Assert.Skip("strace is not installed.");
        }

        const int Steps = 20;
        using TemporaryFolder folder = new();
        string trace = folder["trace"];
        (int exitCode, string output, string errors) = await ChildProcess.RunAsync(
            "/usr/bin/strace",
            ["-f", "-e", "trace=fsync,fdatasync,write,pwrite64", "-s", "16", "-o", trace, ChildProcess.DotnetPath, ChildProcess.ProgramOf("RedisAi.CrashHost"), folder["state.db"], "0", $"{Steps}"]);
        if (exitCode != 0 && errors.Contains("ptrace", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Skip($"Processes cannot be traced here: {errors}");
        }

        Assert.Equal(Steps, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        // Between two acknowledgements the log was written to, and synchronised after that.
        string[] calls = await File.ReadAllLinesAsync(trace);
        int from = 0;
        for (int step = 0; step < Steps; step++)
        {
            int acknowledgement = Array.FindIndex(calls, from, line => line.Contains(" write(", StringComparison.Ordinal) && line.Contains($", \"{step}\\n\", ", StringComparison.Ordinal));
            Assert.True(acknowledgement >= 0, $"Step {step} is not in the trace.");
            string[] before = calls[from..acknowledgement];
            int written = Array.FindLastIndex(before, static line => line.Contains("pwrite64(", StringComparison.Ordinal));
            int synchronised = Array.FindLastIndex(before, static line => line.Contains("sync(", StringComparison.Ordinal) || line.Contains("sync resumed", StringComparison.Ordinal));
            Assert.True(written >= 0 && synchronised > written, $"Step {step} was acknowledged after:\n{string.Join('\n', before)}");
            from = acknowledgement + 1;
        }
    }

    private static ChildProcess Start(string path, long first, long count) => new(
        ChildProcess.DotnetPath,
        [ChildProcess.ProgramOf("RedisAi.CrashHost"), path, first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)]);

    private static RedisAiEngine Open(string path) => new(new RedisAiOptions { Storage = new SqliteStorage(path), Durability = { Mode = Durability.EveryWrite } }, [new CrashBackend()]);

    private static async Task<(long Step, long Model)> ReadAsync(string path)
    {
        await using RedisAiEngine ai = Open(path);
        return (CrashStep.Read(ai.Tensors), await CrashModel.ReadAsync(ai));
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
