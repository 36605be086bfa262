using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Reads which categories of a column are rare, and share one place after all others.</summary>
internal static class CategoryGroups
{
    /// <summary>Reads the place of each category.</summary>
    /// <returns>The places, how many there are, and the one of rare categories; null when there are none.</returns>
    public static (int[] Places, int Count, int? Rare) Read(SklearnStep step, int column, int categories)
    {
        int[] own = [.. Enumerable.Range(0, categories)];
        if (step.Model.Find("_default_to_infrequent_mappings") is not { } all || column >= all.AsList().Count || all.AsList()[column] is not { IsNone: false } mapping)
        {
            return (own, categories, null);
        }

        long[] places = mapping is SkopsArray array ? array.AsArray().ToInt64s() : [.. mapping.AsList().Select(static place => place.AsInt64())];
        if (places.Length != categories || Array.Exists(places, place => place < 0 || place >= categories))
        {
            throw step.Unsupported($"has groups of rare categories that do not fit the {categories} categories of its column {column}");
        }

        int count = (int)places.DefaultIfEmpty(-1).Max() + 1;
        return (Array.ConvertAll(places, static place => (int)place), count, count - 1);
    }
}
