using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RedisAi.MLflow;

/// <summary>Which contract goes with which loaded version of a model: whoever loads models from MLflow says so, and endpoints ask.</summary>
/// <remarks>
/// A version is told by its signature, the object that <see cref="ModelInfo.Signature"/> and <see cref="IModel.Signature"/> give, so that an endpoint which
/// looks at a model in the middle of a swap gets the contract of the version it looks at. Nothing keeps a version alive. All members may be called from
/// several threads at once.
/// </remarks>
public sealed class ScoringContracts
{
    private readonly ConditionalWeakTable<ModelSignature, ScoringContract> _contracts = [];

    /// <summary>Says what the contract of a version is; what was said before of the same version is replaced.</summary>
    /// <param name="version">The signature of the version, as the engine gives it.</param>
    /// <param name="contract">Its contract.</param>
    public void Set(ModelSignature version, ScoringContract contract)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(contract);
        _contracts.AddOrUpdate(version, contract);
    }

    /// <summary>Finds the contract of a version.</summary>
    /// <param name="version">The signature of the version, as the engine gives it.</param>
    /// <param name="contract">Its contract, if this returns true.</param>
    public bool TryGet(ModelSignature version, [NotNullWhen(true)] out ScoringContract? contract)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _contracts.TryGetValue(version, out contract);
    }
}
