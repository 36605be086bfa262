namespace RedisAi.Soak.Plain;

/// <summary>Stores the models without a state, and replaces them now and then by themselves.</summary>
internal sealed class PlainSwapper(string name, SoakContext soak) : Worker(name, soak)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    public override async Task StartAsync()
    {
        foreach (PlainModel model in PlainModel.All)
        {
            await Soak.Reference.Models.StoreAsync(model.Key, model.Source, model.Options(sharesRuns: false));
            await Soak.Main.Models.StoreAsync(model.Key, model.Source, model.Options(sharesRuns: true));
        }
    }

    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(s_longestPause * Random.NextDouble(), TimeProvider.System);
        PlainModel model = PlainModel.All[Random.Next(PlainModel.All.Length)];
        Begin($"replaces {model.Key}");
        await Soak.Main.Models.StoreAsync(model.Key, model.Source);
        Did($"{model.Key} replaced");
    }

    /// <summary>Stores all anew, so that what runs had made before is gone.</summary>
    public override async Task SettleAsync()
    {
        foreach (PlainModel model in PlainModel.All)
        {
            await Soak.Main.Models.StoreAsync(model.Key, model.Source);
            await Soak.Reference.Models.StoreAsync(model.Key, model.Source);
        }
    }
}
