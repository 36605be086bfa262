namespace RedisAi.FuzzHost;

/// <summary>What damaged files are given to.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>How many files there are.</summary>
    int Count => int.MaxValue;

    /// <summary>Says what a file is, where its number does not say enough.</summary>
    /// <param name="index">The number of the file.</param>
    string Describe(int index) => "";

    /// <summary>Says whether a file of the corpus is for this target.</summary>
    bool Takes(string path);

    /// <summary>Damages a file of the corpus; the same number always gives the same bytes.</summary>
    /// <param name="mutator">What damages.</param>
    /// <param name="index">The number of the file.</param>
    byte[] Damage(Mutator mutator, int index);

    /// <summary>Takes one damaged file.</summary>
    /// <param name="index">The number of the file.</param>
    /// <param name="bytes">Its contents; never empty.</param>
    /// <returns>What became of it, in one word.</returns>
    /// <exception cref="FuzzFailureException">Something happened that must not.</exception>
    Task<string> TakeAsync(int index, byte[] bytes);
}
