using System.Globalization;
using RedisAi.FuzzHost;

// library [PATH]                            which ONNX Runtime is found
// models CORPUS SEED FIRST COUNT            loads and runs damaged models
// safetensors CORPUS SEED FIRST COUNT       loads damaged safetensors files into a store
switch (args)
{
    case ["library", .. string[] path]:
        LibraryProbe.Run(path.FirstOrDefault());
        return 0;
    case ["models" or "safetensors", string corpus, string seed, string first, string count]:
        using (IFuzzTarget target = args[0] == "models" ? new ModelTarget() : new SafetensorsTarget())
        {
            FuzzRun run = new(corpus, Number(seed), target);
            await run.RunAsync(Number(first), Number(count));
        }

        return 0;
    default:
        Console.Error.WriteLine("Usage: library [PATH] | models CORPUS SEED FIRST COUNT | safetensors CORPUS SEED FIRST COUNT");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
