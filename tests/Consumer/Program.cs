// Restores the packed packages from a local folder and runs a model of each backend, and a script: what a stranger's first program does.
using RedisAi;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;

await using RedisAiEngine ai = new(new OnnxBackend(), new TorchBackend(), new TfLiteBackend());
await ai.Models.StoreAsync("onnx", ModelSource.FromFile(args[0]));
await ai.Models.StoreAsync("torch", ModelSource.FromFile(args[1]));
await ai.Models.StoreAsync("tflite", ModelSource.FromFile(args[2]));
await ai.Scripts.StoreAsync("script", ScriptSource.FromText("def add(a, b):\n    return a + b\n"), new ScriptOptions { EntryPoints = { "add" } });

using AiTensor a = AiTensor.Create<float>([16], static span => span.Fill(1.5f));
using AiTensor b = AiTensor.Create<float>([16], static span => span.Fill(2));
using ModelResult onnx = ai.Models["onnx"].Run([a, b]);
using ModelResult torch = ai.Models["torch"].Run([a, b]);
using ModelResult tflite = ai.Models["tflite"].Run([a, b]);
using ScriptResult script = ai.Scripts["script"].Run("add", [a, b]);

bool right = IsSum(onnx.AsSpan<float>(0)) && IsSum(torch.AsSpan<float>(0)) && IsSum(tflite.AsSpan<float>(0)) && IsSum(script.AsSpan<float>(0));
Console.WriteLine(right
    ? $"The packed packages run a model in ONNX, {ai.Models["onnx"].Signature}, one in TorchScript, {ai.Models["torch"].Signature}, one of TensorFlow Lite, {ai.Models["tflite"].Signature}, and a script, {ai.Scripts["script"].Functions[0]}"
    : "The packed packages give a wrong answer.");
return right ? 0 : 1;

static bool IsSum(ReadOnlySpan<float> values) => values.Length == 16 && values.IndexOfAnyExcept(3.5f) < 0;
