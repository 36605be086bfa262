using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The models within one that asks several.</summary>
internal static class SklearnMembers
{
    /// <summary>The fitted ones, at least one.</summary>
    public static IReadOnlyList<SkopsValue> Of(SklearnStep step)
    {
        IReadOnlyList<SkopsValue> members = step.Model.Get("estimators_").AsList();
        return members.Count > 0 ? members : throw step.Unsupported("has no estimators");
    }

    /// <summary>Where one of them stands, for messages.</summary>
    public static string Place(int member) => $"estimator {member}";

    /// <summary>How much each counts, of a sum of 1. Weights are given for those, too, that were dropped.</summary>
    public static double[] Weights(SklearnStep step, int members)
    {
        if (step.Model.Find("weights") is not { } given)
        {
            return [.. Enumerable.Repeat(1.0 / members, members)];
        }

        double[] all = given is SkopsArray ? given.AsArray().ToDoubles() : [.. given.AsList().Select(static weight => weight.AsDouble())];
        IReadOnlyList<SkopsValue> named = step.Model.Get("estimators").AsList();
        double[] kept = [.. all.Where((_, i) => i < named.Count && named[i].AsList()[^1] is SkopsObject)];
        double sum = kept.Sum();
        return kept.Length == members && all.Length == named.Count && sum > 0
            ? Array.ConvertAll(kept, weight => weight / sum)
            : throw step.Unsupported($"has {all.Length} weights of the sum {sum} for {named.Count} estimators, of which {members} are fitted");
    }

    /// <summary>Says what the columns hold, as each of the models says.</summary>
    public static void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        IReadOnlyList<SkopsValue> members = model.Get("estimators_").AsList();
        for (int i = 0; i < members.Count; i++)
        {
            context.Within(Place(i)).Claim(members[i], columns);
        }
    }

    /// <summary>Values times their weights, summed.</summary>
    public static string Sum(SklearnStep step, IReadOnlyList<string> values, double[] weights)
    {
        string[] weighted = [.. values.Select((value, i) => step.Graph.Node("Mul", value, step.Graph.Number(weights[i])))];
        return weighted.Length == 1 ? weighted[0] : step.Graph.Node("Sum", weighted);
    }
}
