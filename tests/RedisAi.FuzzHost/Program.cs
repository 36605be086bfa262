using System.Globalization;
using RedisAi.FuzzHost;

// library onnx|torch|tflite [PATH...]           which native library is found
// onnx|torch|tflite CORPUS SCRATCH SEED FIRST COUNT  loads and runs damaged models
// safetensors CORPUS SCRATCH SEED FIRST COUNT   loads damaged safetensors files into a store
// source CORPUS SCRATCH SEED FIRST COUNT        compiles damaged scripts
// resp CORPUS SCRATCH SEED FIRST COUNT          sends mutated commands to an endpoint
// deep CORPUS SCRATCH SEED FIRST COUNT          compiles scripts that nest or repeat too much; takes nothing of the corpus
// both onnx|torch ONNX TORCH DATA               loads both libraries, the named one first, and runs a model of each by turns
switch (args)
{
    case ["library", string runtime, .. string[] paths]:
        LibraryProbe.Run(runtime, paths);
        return 0;
    case ["both", string first, string onnx, string torch, string data]:
        await BothRuntimes.RunAsync(first == "onnx", onnx, torch, data);
        return 0;
    case [string kind, string corpus, string scratch, string seed, string from, string count] when FuzzTargets.Create(kind, scratch) is { } target:
        using (target)
        {
            FuzzRun run = new(corpus, Number(seed), target);
            await run.RunAsync(Number(from), Number(count));
        }

        return 0;
    default:
        Console.Error.WriteLine("Usage: library onnx|torch|tflite [PATH...] | onnx|torch|tflite|safetensors|source|resp|deep CORPUS SCRATCH SEED FIRST COUNT | both onnx|torch ONNX TORCH DATA");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
