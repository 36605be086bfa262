namespace RedisAi.Importers.Skops;

/// <summary>What is known and passed over: generators of random numbers, functions, sparse matrices and the like. A model that needs one cannot be read.</summary>
internal sealed class SkopsOpaque(string path, string loader, string name) : SkopsValue(path)
{
    public override string Kind => $"{name}, a {loader}, which is not read";

    /// <summary>Its class or, of a function, its name; with the module.</summary>
    public string Name => name;
}
