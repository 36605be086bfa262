namespace RedisAi.Models;

/// <summary>What a version takes and gives, for those who prepare calls ahead.</summary>
/// <param name="Version">The number of the version.</param>
/// <param name="Signature">Its inputs and outputs.</param>
/// <param name="States">The places of the inputs that the engine keeps for sessions.</param>
internal sealed record ModelContract(int Version, ModelSignature Signature, IReadOnlyList<int> States);
