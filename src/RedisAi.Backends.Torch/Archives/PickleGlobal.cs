namespace RedisAi.Backends.Torch.Archives;

/// <summary>Something that a pickle names: a class, a function, a type of elements.</summary>
internal sealed record PickleGlobal(string Module, string Name);
