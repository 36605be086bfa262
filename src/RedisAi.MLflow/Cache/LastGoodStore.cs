using System.Text.Json;

namespace RedisAi.MLflow.Cache;

/// <summary>Remembers which model was the last good one for an address, beyond the end of the process.</summary>
/// <param name="layout">Where everything is.</param>
internal sealed class LastGoodStore(CacheLayout layout)
{
    /// <summary>Remembers a model.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(LastGoodRecord record)
    {
        layout.Create();
        string path = Place(record.Address);
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(record, CacheJson.Default.LastGoodRecord));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The last good model for an address; null when none is known.</summary>
    public LastGoodRecord? Find(string address)
    {
        try
        {
            LastGoodRecord? record = JsonSerializer.Deserialize(File.ReadAllBytes(Place(address)), CacheJson.Default.LastGoodRecord);
            return record?.Address == address && record.Identity is not null ? record : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private string Place(string address) => layout.LastGood(CacheLayout.KeyOf(address));
}
