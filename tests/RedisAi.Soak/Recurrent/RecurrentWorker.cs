namespace RedisAi.Soak.Recurrent;

/// <summary>Lives with some sessions of a recurrent network, side by side, so that their steps share runs.</summary>
internal sealed class RecurrentWorker(string name, SoakContext soak, RecurrentModel model) : Worker(name, soak)
{
    private const int Sessions = 6;

    private RecurrentSession[] _sessions = [];
    private IModel? _model;

    public override Task StartAsync()
    {
        _model = Soak.Main.Models[model.Key];
        _sessions = [.. Enumerable.Range(0, Sessions).Select(session => new RecurrentSession($"{Name}/{session}", model, Soak.Reference.Models[model.Key]))];
        return Task.CompletedTask;
    }

    public override async Task StepAsync()
    {
        Begin("steps some sessions");
        await Task.WhenAll(_sessions.Where(_ => Random.Next(2) == 0).ToArray().Select(StepAsync));
        switch (Random.Next(20))
        {
            case 0:
                await EndAsync(_sessions[Random.Next(Sessions)]);
                break;
            case 1:
                Begin("waits");
                await Task.Delay(model.TimeToLive * Random.NextDouble() * 1.5, TimeProvider.System);
                break;
            default:
                break;
        }
    }

    public override async Task SettleAsync()
    {
        foreach (RecurrentSession session in _sessions)
        {
            await EndAsync(session);
        }
    }

    private async Task StepAsync(RecurrentSession session)
    {
        using AiTensor input = model.Draw(Random);
        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions { Session = session.Name });
        long begin = SoakContext.Now;
        try
        {
            using ModelResult answer = await _model!.RunAsync(new NamedTensors { [model.Input] = input }, provocation.Options, provocation.Token);
            await session.CheckAsync(input, answer, begin, SoakContext.Now);
            Did($"{model.Key} step");
        }
        catch (Exception error) when (provocation.Excuses(error))
        {
            // It leaves the states as they were.
        }
    }

    private async Task EndAsync(RecurrentSession session)
    {
        Begin($"ends session {session.Name}");
        await Soak.Main.EndSessionAsync(session.Name);
        session.End();
    }
}
