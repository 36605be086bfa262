using System.IO.Compression;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>The models in tests/data/torch, and engines that have one of them under the key "m".</summary>
internal static class TorchModels
{
    public static string PathOf(string name) => TestData.Path("torch", $"{name}.pt");

    public static ModelSource Source(string name) => ModelSource.FromFile(PathOf(name));

    public static RedisAiEngine Engine() => new(new TorchBackend());

    public static async Task<RedisAiEngine> EngineWithAsync(string name, Action<TorchModelOptions>? configure = null, ModelOptions? options = null)
    {
        RedisAiEngine ai = Engine();
        try
        {
            await ai.Models.StoreAsync("m", Source(name), (options ?? new ModelOptions()).ConfigureTorch(configure ?? (static _ => { })));
            return ai;
        }
        catch
        {
            await ai.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stores a model that is to be refused, and returns what is said.</summary>
    public static async Task<ModelLoadException> RefusedAsync(string name, Action<TorchModelOptions>? configure = null)
    {
        await using RedisAiEngine ai = Engine();
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(
            () => ai.Models.StoreAsync("m", Source(name), new ModelOptions().ConfigureTorch(configure ?? (static _ => { }))));
        Assert.False(ai.Models.TryGet("m", out _));
        return error;
    }

    public static AiTensor Floats(ReadOnlySpan<long> shape, params ReadOnlySpan<float> values) => AiTensor.Create(shape, values);

    public static AiTensor Filled(float value, params ReadOnlySpan<long> shape) => AiTensor.Create<float, float>(shape, value, static (span, filling) => span.Fill(filling));

    /// <summary>A model with other text in its code, or other names of the files in its archive.</summary>
    public static byte[] Rewritten(string name, string text = "", string other = "", Func<string, string>? rename = null)
    {
        using ZipArchive model = ZipFile.OpenRead(PathOf(name));
        using MemoryStream bytes = new();
        bool found = text.Length == 0;
        using (ZipArchive copy = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in model.Entries)
            {
                using MemoryStream content = new();
                using (Stream source = entry.Open())
                {
                    source.CopyTo(content);
                }

                byte[] written = content.ToArray();
                if (text.Length > 0 && entry.FullName.EndsWith(".py", StringComparison.Ordinal))
                {
                    string code = Encoding.UTF8.GetString(written);
                    found |= code.Contains(text, StringComparison.Ordinal);
                    written = Encoding.UTF8.GetBytes(code.Replace(text, other, StringComparison.Ordinal));
                }

                using Stream target = copy.CreateEntry(rename?.Invoke(entry.FullName) ?? entry.FullName, CompressionLevel.NoCompression).Open();
                target.Write(written);
            }
        }

        Assert.True(found, $"The code of '{name}' does not have '{text}'.");
        return bytes.ToArray();
    }
}
