namespace RedisAi;

/// <summary>Turns a state of an old version into one of the new version.</summary>
/// <param name="input">The name of the input that takes the state, in both versions: a state under another name is not found.</param>
/// <param name="state">The state as the old version left it, borrowed.</param>
/// <returns>The state for the new version, which the engine owns from now on; <paramref name="state"/> itself, or a view of it, is allowed. Null to start the session anew.</returns>
public delegate AiTensor? StateMigration(string input, AiTensor state);
