using System.Globalization;
using RedisAi;
using RedisAi.CrashHost;
using RedisAi.Store.Sqlite;

// PATH FIRST COUNT    writes COUNT steps, the first of which has the number FIRST, and says the number of each when it was acknowledged
if (args is not [string path, string first, string count])
{
    Console.Error.WriteLine("Usage: PATH FIRST COUNT");
    return 2;
}

await using RedisAiEngine ai = new(new RedisAiOptions { Storage = new SqliteStorage(path), Durability = { Mode = Durability.EveryWrite } }, [new CrashBackend()]);
await ai.RestoreAsync();
using Stream output = Console.OpenStandardOutput();
long from = long.Parse(first, CultureInfo.InvariantCulture);
long end = from + long.Parse(count, CultureInfo.InvariantCulture);
for (long number = from; number < end; number++)
{
    CrashStep.Write(ai.Tensors, number);
    await CrashModel.WriteAsync(ai, number);

    // Unbuffered, and in one piece, so that whoever reads it knows what was acknowledged.
    output.Write(CrashStep.Acknowledgement(number));
}

return 0;
