namespace RedisAi.Server.Ai;

/// <summary>A model or script as AI._MODELSCAN and AI._SCRIPTSCAN tell of it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Order">Grows with each key, from when it was stored first on.</param>
internal readonly record struct ScanEntry(string Key, string Tag, long Order);
