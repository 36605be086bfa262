namespace RedisAi.Soak.Recurrent;

/// <summary>Replaces a recurrent network by itself, in all ways; answers stay the same.</summary>
internal sealed class RecurrentSwapper(string name, SoakContext soak, RecurrentModel model) : Worker(name, soak)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1.5);

    private IModelRegistry Models => Soak.Main.Models;

    public override async Task StartAsync()
    {
        await Soak.Reference.Models.StoreAsync(model.Key, model.Source, model.Alone());
        await Models.StoreAsync(model.Key, model.Source, model.Serving());
    }

    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(s_longestPause * Random.NextDouble(), TimeProvider.System);
        ModelInfo? candidate = Models.ListVersions(model.Key).FirstOrDefault(static info => info.Role is VersionRole.Candidate or VersionRole.Shadow);
        Begin($"changes model {model.Key}");
        switch (Random.Next(4))
        {
            case 0 when candidate is not null:
                await Models.PromoteAsync(model.Key, candidate.Version);
                break;
            case 1 when candidate is null:
                await Models.StoreCandidateAsync(model.Key, model.Source, Random.Next(2) == 0 ? CandidateTraffic.Shadows() : CandidateTraffic.Answers(Random.NextDouble()));
                break;
            case 2:
                await Models.RollBackAsync(model.Key);
                break;
            default:
                await Models.StoreAsync(model.Key, model.Source);
                break;
        }

        Did($"{model.Key} changed");
    }

    /// <summary>Stores it anew, so that what its runs had made before is gone.</summary>
    public override async Task SettleAsync()
    {
        foreach (RedisAiEngine engine in (RedisAiEngine[])[Soak.Main, Soak.Reference])
        {
            await engine.Models.StoreAsync(model.Key, model.Source);
        }

        IReadOnlyList<ModelInfo> infos = Models.ListVersions(model.Key);
        Require(infos is [{ Sessions: 0 }], $"Model '{model.Key}' has {infos.Count} versions and {infos.Sum(static info => info.Sessions)} sessions.");
    }
}
