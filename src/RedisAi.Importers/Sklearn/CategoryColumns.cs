using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>In which column of a one-hot encoding each category of a column is.</summary>
/// <param name="Places">For each category the column; -1 for none.</param>
/// <param name="Count">The number of columns.</param>
/// <param name="UnknownPlace">The column of unknown categories; null for none.</param>
internal sealed record CategoryColumns(int[] Places, int Count, int? UnknownPlace)
{
    public int Categories => Places.Length;

    /// <summary>Whether each category has the column of its own number.</summary>
    public bool IsIdentity => UnknownPlace is null && Places.Length == Count && Places.Index().All(static pair => pair.Index == pair.Item);

    /// <summary>What a row has in the columns when no category was found.</summary>
    public float[] Unknown => [.. Enumerable.Range(0, Count).Select(column => column == UnknownPlace ? 1f : 0f)];

    /// <summary>What a found category adds to each column, [categories, columns]: it also takes away what unknown ones have.</summary>
    public float[] Weights
    {
        get
        {
            float[] weights = new float[Categories * Count];
            for (int category = 0; category < Categories; category++)
            {
                if (Places[category] >= 0)
                {
                    weights[(category * Count) + Places[category]] += 1;
                }

                if (UnknownPlace is { } unknown)
                {
                    weights[(category * Count) + unknown] -= 1;
                }
            }

            return weights;
        }
    }

    /// <summary>Reads them.</summary>
    /// <param name="step">The encoder.</param>
    /// <param name="column">The column of its input.</param>
    /// <param name="categories">The number of its categories.</param>
    /// <param name="unknownIsRare">Whether unknown categories share the column of rare ones.</param>
    public static CategoryColumns Of(SklearnStep step, int column, int categories, bool unknownIsRare)
    {
        (int[] places, int count, int? rare) = CategoryGroups.Read(step, column, categories);
        int? dropped = ReadDropped(step, column, count);
        return new CategoryColumns(
            [.. places.Select(place => place == dropped ? -1 : place - (place > dropped ? 1 : 0))],
            count - (dropped is null ? 0 : 1),
            !unknownIsRare || rare is null || rare == dropped ? null : rare - (rare > dropped ? 1 : 0));
    }

    /// <summary>The one that is left out, among those after rare ones were put together. Versions before 1.2 do not put any together when one is left out.</summary>
    private static int? ReadDropped(SklearnStep step, int column, int count)
    {
        SkopsValue? all = step.Model.FindAny("_drop_idx_after_grouping", "drop_idx_");
        SkopsValue? item = all switch
        {
            null => null,
            SkopsArray array => array.AsArray().ToInt64s() is { } positions && column < positions.Length ? new SkopsScalar(array.Path, positions[column]) : null,
            _ => column < all.AsList().Count ? all.AsList()[column] : null,
        };
        if (item is null || item.IsNone)
        {
            return null;
        }

        long position = item.AsInt64();
        return position >= 0 && position < count ? (int)position : throw step.Unsupported($"drops the category {position} of {count}");
    }
}
