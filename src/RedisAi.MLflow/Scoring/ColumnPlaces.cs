using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Where in a table the columns are that a model takes by their names.</summary>
/// <param name="names">The names of the table's columns.</param>
/// <param name="binding">What is known of the model.</param>
internal sealed class ColumnPlaces(IReadOnlyList<string> names, InputBinding binding)
{
    // Most tables have the order of the model, and need none.
    private Dictionary<string, int>? _places;

    /// <summary>The place of a column; -1 when the table has none of that name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="expected">Where it is, if the table has the order of the model.</param>
    public int Find(string name, int expected) =>
        expected < names.Count && names[expected] == name ? expected : (_places ??= FindAll()).GetValueOrDefault(name, -1);

    private Dictionary<string, int> FindAll()
    {
        Dictionary<string, int> places = new(names.Count, StringComparer.Ordinal);
        for (int place = 0; place < names.Count; place++)
        {
            places.TryAdd(names[place], place);
        }

        // A name that is spelt as in the file goes before one that is not.
        for (int place = 0; binding.HasFeatures && place < names.Count; place++)
        {
            if (binding.FindFeature(names[place]) is { } feature)
            {
                places.TryAdd(feature, place);
            }
        }

        return places;
    }
}
