using RedisAi.Dags.Building;
using RedisAi.Errors;
using RedisAi.Models;

namespace RedisAi.Dags.Execution;

/// <summary>How a node calls one version of its model.</summary>
/// <param name="Contract">What the version takes and gives.</param>
/// <param name="UsesSession">Whether the engine gives the states, those of the run's session.</param>
/// <param name="Order">For each input of a positional call the place of the node's input, or -1 when it is left out.</param>
/// <param name="Inputs">The place in the signature of each of the node's inputs.</param>
internal sealed record ModelBinding(ModelContract Contract, bool UsesSession, int[] Order, int[] Inputs)
{
    /// <summary>The checks of outputs of which the version declares less than the one that the plan was compiled against, by their slots; null when there are none.</summary>
    public Dictionary<int, EdgeCheck>? OutputChecks { get; init; }

    /// <summary>The check of an output; null when there is none.</summary>
    public EdgeCheck? CheckOf(in PlanOutput output) => OutputChecks?.GetValueOrDefault(output.Slot);

    /// <summary>Finds out how a version is called.</summary>
    /// <param name="node">The node.</param>
    /// <param name="contract">What the version takes.</param>
    /// <param name="problem">Takes the sentences about what does not fit.</param>
    /// <returns>Null when it cannot be called so.</returns>
    public static ModelBinding? Create(ModelDefinition node, ModelContract contract, Action<string> problem) => node.InputNames is { } names
        ? ByName(node.Key, names, contract, problem)
        : ByPosition(node.Key, node.Inputs.Count, contract, problem);

    /// <summary>Finds out how another version is called: by the names that the inputs had when the plan was compiled, wherever they are now.</summary>
    /// <param name="node">The node.</param>
    /// <param name="contract">What the version takes.</param>
    /// <param name="problem">Takes the sentences about what does not fit.</param>
    /// <returns>Null when it cannot be called so.</returns>
    public ModelBinding? Follow(ModelDefinition node, ModelContract contract, Action<string> problem)
    {
        ModelBinding? now = Create(node, contract, problem);
        if (now is null || node.InputNames is not null)
        {
            return now;
        }

        IReadOnlyList<TensorSpec> inputs = contract.Signature.Inputs;
        string[] names = [.. Inputs.Select(place => Contract.Signature.Inputs[place].Name)];
        int moved = Array.FindIndex(names, name => ModelSignature.PlaceOf(inputs, name) is var place and >= 0 && place != now.Inputs[Array.IndexOf(names, name)]);
        if (moved < 0)
        {
            // Names that are not there any more are those of before: the inputs have been renamed.
            return now;
        }

        // Same types would hide that they were mixed up.
        if (Array.Find(names, name => ModelSignature.PlaceOf(inputs, name) < 0) is { } lost)
        {
            problem($"its input '{lost}' is not there any more, while '{names[moved]}' is in another place.");
            return null;
        }

        return ByName(node.Key, names, contract, problem);
    }

    private static ModelBinding? ByPosition(string key, int count, ModelContract contract, Action<string> problem)
    {
        IReadOnlyList<TensorSpec> inputs = contract.Signature.Inputs;
        int[] all = [.. Enumerable.Range(0, inputs.Count)];
        int[] withoutStates = [.. all.Except(contract.States)];
        if (contract.States.Count > 0 && Takes(inputs, withoutStates, count))
        {
            return Positional(contract, usesSession: true, withoutStates, count);
        }

        if (Takes(inputs, all, count))
        {
            return Positional(contract, usesSession: false, all, count);
        }

        string states = contract.States.Count == 0 ? "" : $", or {withoutStates.Length} without the states {PlanProblems.List(contract.States.Select(place => inputs[place].Name))}";
        problem($"the model '{key}' takes {Count(inputs, all)} ({PlanProblems.List(inputs.Select(static input => input.Name))}){states}; {Counted.IsGiven(count)}.");
        return null;
    }

    private static ModelBinding? ByName(string key, IReadOnlyList<string> names, ModelContract contract, Action<string> problem)
    {
        IReadOnlyList<TensorSpec> inputs = contract.Signature.Inputs;
        int[] places = [.. names.Select(name => ModelSignature.PlaceOf(inputs, name))];
        bool sound = true;
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
            {
                problem($"the model '{key}' has no input '{names[i]}'; it takes {PlanProblems.List(inputs.Select(static input => input.Name))}.");
                sound = false;
            }
            else if (Array.IndexOf(places, places[i]) < i)
            {
                problem($"the input '{names[i]}' of the model '{key}' is given twice.");
                sound = false;
            }
        }

        int statesGiven = contract.States.Count(places.Contains);
        bool usesSession = contract.States.Count > 0 && statesGiven == 0;
        if (statesGiven > 0 && statesGiven < contract.States.Count)
        {
            problem($"of the states {PlanProblems.List(contract.States.Select(place => inputs[place].Name))} of the model '{key}' only {Counted.IsGiven(statesGiven)}: give all, or none and run the plan with a session.");
            return null;
        }

        int[] called = [.. Enumerable.Range(0, inputs.Count).Where(place => !usesSession || !contract.States.Contains(place))];
        foreach (int missing in called.Where(place => !inputs[place].IsOptional && !places.Contains(place)))
        {
            problem($"the input '{inputs[missing].Name}' of the model '{key}' is missing; it takes {inputs[missing].TypeAndShape}.");
            sound = false;
        }

        return sound ? new ModelBinding(contract, usesSession, [.. called.Select(place => Array.IndexOf(places, place))], places) : null;
    }

    private static ModelBinding Positional(ModelContract contract, bool usesSession, int[] called, int count) =>
        new(contract, usesSession, [.. called.Select((_, place) => place < count ? place : -1)], called[..count]);

    private static bool Takes(IReadOnlyList<TensorSpec> inputs, int[] called, int count) =>
        count <= called.Length && called.Skip(count).All(place => inputs[place].IsOptional);

    private static string Count(IReadOnlyList<TensorSpec> inputs, int[] called)
    {
        int needed = called.Count(place => !inputs[place].IsOptional);
        return $"{(needed == called.Length ? "" : $"{needed} to ")}{Counted.Of(called.Length, "input")}";
    }
}
