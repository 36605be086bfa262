namespace RedisAi.Server.Ai;

/// <summary>A script as a client has stored it.</summary>
/// <param name="Device">The device as it was typed.</param>
/// <param name="Tag">The client's own text.</param>
/// <param name="EntryPoints">The functions that may be called with tensors, keys and arguments; none for SCRIPTSET.</param>
/// <param name="Source">The text.</param>
internal sealed record StoredScript(string Device, string Tag, IReadOnlyList<string> EntryPoints, string Source);
