using System.Globalization;

namespace RedisAi.MLflow.Signatures;

/// <summary>The columns of an input as the file of its model names them.</summary>
internal static class FeatureColumns
{
    /// <summary>What libraries and pandas put before a number where nobody has given names; tables have others then.</summary>
    private static readonly string[] s_generated = ["f", "Column_", "x", ""];

    /// <summary>The names of an input's columns, in its order; none where nobody has given any.</summary>
    public static IReadOnlyList<string> NamesOf(TensorSpec spec)
    {
        IReadOnlyList<string> names = spec.ColumnNames;
        bool areColumns = spec.Shape is { IsRankKnown: true, Rank: 2 } shape && shape[1] == names.Count && names.Distinct(StringComparer.Ordinal).Count() == names.Count;
        return areColumns && !Array.Exists(s_generated, word => AreNumbered(names, word)) ? names : [];
    }

    /// <summary>The columns that a request has where no signature says so; it may lack those that the model passes over.</summary>
    public static IReadOnlyList<MlflowField> Of(TensorSpec spec) =>
        [.. NamesOf(spec).Select(name => new MlflowField(name, "any", TensorDataType.Undefined, new ShapePattern([ShapePattern.AnyLength])) { IsRequired = !spec.UnusedColumns.Contains(name, StringComparer.Ordinal) })];

    /// <summary>Puts the columns of a signature into the order of an input.</summary>
    /// <returns>Null when they are not the same: then nothing but their own order is known.</returns>
    public static IReadOnlyList<MlflowField>? Arrange(TensorSpec spec, IReadOnlyList<MlflowField> columns)
    {
        IReadOnlyList<string> names = NamesOf(spec);
        return names.Count == columns.Count ? Arrange(names, columns, static name => name) ?? Arrange(names, columns, Underscored) : null;
    }

    /// <summary>What LightGBM makes of a name: its files have no spaces in them.</summary>
    public static string Underscored(string name) => name.Replace(' ', '_');

    /// <summary>Whether names are a word and their place, and so none that somebody has given.</summary>
    public static bool AreNumbered(IReadOnlyList<string> names, string word)
    {
        for (int place = 0; place < names.Count; place++)
        {
            if (!names[place].StartsWith(word, StringComparison.Ordinal) || !names[place].AsSpan(word.Length).SequenceEqual(place.ToString(CultureInfo.InvariantCulture)))
            {
                return false;
            }
        }

        return true;
    }

    private static MlflowField[]? Arrange(IReadOnlyList<string> names, IReadOnlyList<MlflowField> columns, Func<string, string> spell)
    {
        Dictionary<string, MlflowField> byName = new(StringComparer.Ordinal);
        foreach (MlflowField column in columns)
        {
            byName[spell(column.Name ?? "")] = column;
        }

        MlflowField[] arranged = [.. names.Where(byName.ContainsKey).Select(name => byName[name])];
        return arranged.Length == columns.Count ? arranged : null;
    }
}
