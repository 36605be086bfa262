using System.Globalization;

namespace RedisAi.Importers.XGBoost;

/// <summary>Finds out which number stands for a missing value, beside NaN.</summary>
internal static class XgbMissing
{
    private const string Key = "\"missing\":";

    /// <summary>What the classes for scikit-learn were told. Those of versions 1 leave all their parameters in the file; later ones, and Boosters, say nothing.</summary>
    /// <returns>The number; null for NaN alone.</returns>
    public static float? Of(XgbModel model, XgbKind kind)
    {
        string text = model.Attributes.GetValueOrDefault(XgbKinds.Attribute, "");
        int start = text.IndexOf(Key, StringComparison.Ordinal);
        if (kind == XgbKind.Booster || start < 0)
        {
            return null;
        }

        // Python writes NaN and Infinity, which are no JSON. Within a text the quotes would have backslashes before them.
        ReadOnlySpan<char> rest = text.AsSpan(start + Key.Length).TrimStart();
        int end = rest.IndexOfAny(',', '}');
        return float.TryParse(end < 0 ? rest : rest[..end].TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && !float.IsNaN(number) ? number : null;
    }
}
