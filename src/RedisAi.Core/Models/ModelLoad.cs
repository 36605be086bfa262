using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>A version that is to be loaded.</summary>
/// <param name="Key">The key.</param>
/// <param name="Number">The number of the version.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Chosen">How it is loaded.</param>
/// <param name="Line">What it has in common with the other versions of the key.</param>
internal sealed record ModelLoad(string Key, int Number, ModelSource Source, ChosenOptions Chosen, ModelLine Line)
{
    /// <summary>Texts of whoever stores it, kept with it.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = DurableJson.NoNotes;

    /// <summary>Tries it before it serves; null for no trial.</summary>
    public ModelTrial? Trial { get; init; }

    /// <summary>What is known of it already, where it comes back from a storage or is a registration of the host; null for what is stored now.</summary>
    public ModelHead? Head { get; init; }
}
