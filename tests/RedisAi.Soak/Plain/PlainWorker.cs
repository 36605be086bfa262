namespace RedisAi.Soak.Plain;

/// <summary>Calls models that have no state, several calls at once, and keeps some answers for longer than the model is there.</summary>
internal sealed class PlainWorker(string name, SoakContext soak) : Worker(name, soak)
{
    private const int MostKept = 20;

    private readonly Queue<(AiTensor Kept, float[] Expected)> _kept = [];

    public override async Task StepAsync()
    {
        PlainModel model = PlainModel.All[Random.Next(PlainModel.All.Length)];
        Begin($"calls {model.Key}");
        await Task.WhenAll(Enumerable.Range(0, Random.Next(1, 5)).Select(_ => CallAsync(model, blocks: Random.Next(8) == 0)).ToArray());
        while (_kept.Count > MostKept)
        {
            Drop();
        }
    }

    public override Task SettleAsync()
    {
        while (_kept.Count > 0)
        {
            Drop();
        }

        return Task.CompletedTask;
    }

    private async Task CallAsync(PlainModel model, bool blocks)
    {
        AiTensor[] inputs = model.Draw(Random);
        bool keeps = Random.Next(10) == 0;
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions());
        try
        {
            IModel called = Soak.Main.Models[model.Key];
            using ModelResult answer = blocks ? called.Run(inputs, provocation.Options, provocation.Token) : await called.RunAsync(inputs, provocation.Options, provocation.Token);
            using ModelResult expected = await Soak.Reference.Models[model.Key].RunAsync(inputs);
            float distance = Distances.Largest(expected, answer);
            Require(distance <= model.Tolerance, $"Model '{model.Key}' got an answer that lies {distance} from what it is alone, for {inputs[0].Shape}.");
            Did(model.Key);
            if (keeps)
            {
                float[] elements = answer[0].ToArray<float>();
                lock (_kept)
                {
                    _kept.Enqueue((answer.Detach(0), elements));
                }
            }
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // There is nothing to be looked at.
        }
        finally
        {
            Array.ForEach(inputs, static input => input.Dispose());
        }
    }

    private void Drop()
    {
        (AiTensor kept, float[] expected) = _kept.Dequeue();
        Require(kept.AsSpan<float>().SequenceEqual(expected), $"An answer that was kept has changed: {kept.Shape}.");
        kept.Dispose();
    }
}
