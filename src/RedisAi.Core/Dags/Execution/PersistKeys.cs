using RedisAi.Dags.Building;

namespace RedisAi.Dags.Execution;

/// <summary>Fills in the keys that a run persists under, before it begins: what cannot be written is refused at once.</summary>
internal static class PersistKeys
{
    /// <summary>Fills in the keys.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="valueOf">The value of a placeholder.</param>
    /// <param name="keys">Takes them, in the order in which values are persisted.</param>
    /// <exception cref="ArgumentException">Two are the same.</exception>
    public static void Fill(PlanShape plan, Func<string, string?> valueOf, string[] keys)
    {
        bool anyFilled = false;
        for (int i = 0; i < keys.Length; i++)
        {
            KeyTemplate template = plan.Persists[i].Key;
            keys[i] = template.Fill(valueOf);
            anyFilled |= template.HasPlaceholders;
        }

        // Those without placeholders were compared when the plan was compiled.
        if (anyFilled && keys.Length > 1)
        {
            ThrowIfSame(plan, keys);
        }
    }

    private static void ThrowIfSame(PlanShape plan, string[] keys)
    {
        Dictionary<string, KeyTemplate> templates = new(keys.Length, StringComparer.Ordinal);
        for (int i = 0; i < keys.Length; i++)
        {
            KeyTemplate template = plan.Persists[i].Key;
            if (!templates.TryAdd(keys[i], template))
            {
                throw new ArgumentException($"The plan '{plan.Name}' would persist '{templates[keys[i]].Text}' and '{template.Text}' under the same key, '{keys[i]}'.");
            }
        }
    }
}
