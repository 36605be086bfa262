namespace RedisAi.Soak.Scripts;

/// <summary>Replaces the script while it is called.</summary>
internal sealed class ScriptSwapper(string name, SoakContext soak) : Worker(name, soak)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private long _serving;
    private long _latest;

    /// <summary>The lowest number that a call that begins now may be told.</summary>
    public long Oldest => Volatile.Read(ref _serving);

    /// <summary>The highest number that a call that has ended may have been told.</summary>
    public long Latest => Volatile.Read(ref _latest);

    public override Task StartAsync() => StoreAsync();

    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(s_longestPause * Random.NextDouble(), TimeProvider.System);
        await StoreAsync();
        Did("script replaced");
    }

    public override Task SettleAsync() => StoreAsync();

    private async Task StoreAsync()
    {
        Begin("stores the script");
        long next = _latest + 1;
        Volatile.Write(ref _latest, next);
        await Soak.Main.Scripts.StoreAsync(SoakScript.Key, SoakScript.Source(next));
        Volatile.Write(ref _serving, next);
    }
}
