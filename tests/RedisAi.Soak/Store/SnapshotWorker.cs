namespace RedisAi.Soak.Store;

/// <summary>Saves parts of the store to a file while others write, and loads them into another engine.</summary>
internal sealed class SnapshotWorker(string name, SoakContext soak) : Worker(name, soak)
{
    private const int Own = 8;

    private int[] _numbers = [];

    private string Path => System.IO.Path.Combine(Soak.Folder, $"{Name}.safetensors");

    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(10, 400)), TimeProvider.System);
        await (Random.Next(2) == 0 ? SavePairsAsync() : SaveOwnAsync());
        Did("store saved and loaded");
    }

    public override Task SettleAsync()
    {
        for (int i = 0; i < _numbers.Length; i++)
        {
            Soak.Main.Tensors.Remove($"{Name}:{i}");
        }

        _numbers = [];
        File.Delete(Path);
        return Task.CompletedTask;
    }

    /// <summary>What is written in one step is in the file together, or not at all.</summary>
    private async Task SavePairsAsync()
    {
        Begin("saves pairs");
        await Soak.Main.Tensors.SaveAsync(Path, "pair:*");
        await using RedisAiEngine other = new();
        int count = await other.Tensors.LoadAsync(Path);
        Require(count % 2 == 0 && count == other.Tensors.Count, $"{count} tensors were loaded, and there are {other.Tensors.Count}.");
        foreach (string key in other.Tensors.Keys("*:a").ToArray())
        {
            using AiTensor first = other.Tensors.GetRequired(key);
            using AiTensor second = other.Tensors.GetRequired($"{key[..^1]}b");
            Require(first.AsSpan<long>()[0] == second.AsSpan<long>()[0], $"A file has {first.AsSpan<long>()[0]} under '{key}', and {second.AsSpan<long>()[0]} beside it.");
        }
    }

    /// <summary>What nobody writes to meanwhile comes back as it was.</summary>
    private async Task SaveOwnAsync()
    {
        Begin("saves its own");
        _numbers = [.. Enumerable.Range(0, Own).Select(_ => Random.Next(1, 100_000))];
        for (int i = 0; i < Own; i++)
        {
            using AiTensor tensor = Content.Create(_numbers[i]);
            Soak.Main.Tensors.Set($"{Name}:{i}", tensor, i % 2 == 0 ? null : TimeSpan.FromMinutes(10));
        }

        await Soak.Main.Tensors.SaveAsync(Path, $"{Name}:*");
        await using RedisAiEngine other = new();
        Require(await other.Tensors.LoadAsync(Path) == Own, "Not all were loaded.");
        for (int i = 0; i < Own; i++)
        {
            using AiTensor loaded = other.Tensors.GetRequired($"{Name}:{i}");
            Require(Content.Is(loaded, _numbers[i]), $"'{Name}:{i}' came back as something else.");
            Require(other.Tensors.GetTimeToLive($"{Name}:{i}") is null == (i % 2 == 0), $"'{Name}:{i}' came back with another time to live.");
        }
    }
}
