namespace RedisAi.FuzzHost;

/// <summary>Loads damaged safetensors files into a store: all of one is loaded, or nothing.</summary>
internal sealed class SafetensorsTarget : IFuzzTarget
{
    private readonly RedisAiEngine _ai = new();
    private readonly string _path;

    /// <param name="scratch">A folder for them.</param>
    public SafetensorsTarget(string scratch)
    {
        _path = Path.Combine(scratch, "damaged.safetensors");
        KnownTensors.PutInto(_ai.Tensors);
    }

    public bool Takes(string path) => path.EndsWith(".safetensors", StringComparison.Ordinal);

    public byte[] Damage(Mutator mutator, int index) => mutator.Damage(index);

    public async Task<string> TakeAsync(int index, byte[] bytes)
    {
        await File.WriteAllBytesAsync(_path, bytes);
        try
        {
            await _ai.Tensors.LoadAsync(_path);
        }
        catch (InvalidDataException)
        {
            KnownTensors.Check(_ai.Tensors);
            return "refused";
        }

        KnownTensors.CheckContents(_ai.Tensors);
        foreach (string key in _ai.Tensors.Keys("*").Where(static key => !key.StartsWith("known:", StringComparison.Ordinal)).ToArray())
        {
            _ai.Tensors.Remove(key);
        }

        KnownTensors.Check(_ai.Tensors);
        return "loaded";
    }

    public void Dispose() => _ai.Dispose();
}
