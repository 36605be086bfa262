// Restores the packed packages from a local folder and runs a model: what a stranger's first program does.
using RedisAi;
using RedisAi.Backends.Onnx;

await using RedisAiEngine ai = new(new OnnxBackend());
await ai.Models.StoreAsync("add", ModelSource.FromFile(args[0]));

using AiTensor a = AiTensor.Create<float>([16], static span => span.Fill(1.5f));
using AiTensor b = AiTensor.Create<float>([16], static span => span.Fill(2));
using ModelResult r = ai.Models["add"].Run([a, b]);

bool right = r.AsSpan<float>(0).IndexOfAnyExcept(3.5f) < 0;
Console.WriteLine(right ? $"The packed packages run a model: {ai.Models["add"].Signature}" : "The packed packages give a wrong answer.");
return right ? 0 : 1;
