using System.Globalization;
using RedisAi.FuzzHost;

// library onnx|torch [PATH]                 which native library is found
// onnx|torch CORPUS SEED FIRST COUNT        loads and runs damaged models
// safetensors CORPUS SEED FIRST COUNT       loads damaged safetensors files into a store
// source CORPUS SEED FIRST COUNT            compiles damaged scripts
switch (args)
{
    case ["library", string runtime, .. string[] path]:
        LibraryProbe.Run(runtime, path.FirstOrDefault());
        return 0;
    case [string kind, string corpus, string seed, string first, string count] when FuzzTargets.Create(kind) is { } target:
        using (target)
        {
            FuzzRun run = new(corpus, Number(seed), target);
            await run.RunAsync(Number(first), Number(count));
        }

        return 0;
    default:
        Console.Error.WriteLine("Usage: library onnx|torch [PATH] | onnx|torch|safetensors|source CORPUS SEED FIRST COUNT");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
