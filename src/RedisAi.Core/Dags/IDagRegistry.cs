using System.Diagnostics.CodeAnalysis;

namespace RedisAi;

/// <summary>Plans under names.</summary>
/// <remarks>All members may be called from several threads at once. Runs under way go on with the plan that they have begun with.</remarks>
public interface IDagRegistry
{
    /// <summary>Gets the plan under a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="DagNotFoundException">There is none.</exception>
    DagPlan this[string name] { get; }

    /// <summary>Gets the plan under a name, if there is one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="plan">The plan, if this returns true.</param>
    bool TryGet(string name, [NotNullWhen(true)] out DagPlan? plan);

    /// <summary>Puts a plan under its own name, replacing what was there.</summary>
    /// <param name="plan">A plan of this engine.</param>
    /// <exception cref="ArgumentException">It is another engine's.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    void Store(DagPlan plan);

    /// <summary>Removes a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it was there.</returns>
    bool Remove(string name);

    /// <summary>Lists the plans, by name.</summary>
    IReadOnlyList<DagPlan> List();
}
