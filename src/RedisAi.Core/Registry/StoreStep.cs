namespace RedisAi.Registry;

/// <summary>Puts a version that was loaded in place, as a step of something else; throws where it is not to serve after all, and it is closed.</summary>
/// <param name="version">The version.</param>
/// <param name="put">Puts it in place.</param>
internal delegate void StoreStep(ServedVersion version, Action put);
