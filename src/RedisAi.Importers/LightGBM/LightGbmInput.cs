using RedisAi.Importers.Checks;
using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.LightGBM;

/// <summary>Decides whether features come as singles, as is usual, or as doubles, which LightGBM compares.</summary>
internal static class LightGbmInput
{
    /// <param name="model">The model.</param>
    /// <param name="options">What is said of its columns.</param>
    /// <returns>Double where somebody asks for it, or says that columns are of doubles or whole numbers whose thresholds lie too far from 0 for singles.</returns>
    public static OnnxElementType TypeOf(LightGbmModel model, ImportOptions options)
    {
        bool hasColumns = options.Columns.Count == model.Header.Features;
        if (!hasColumns && options.TableType == TensorDataType.Undefined)
        {
            return OnnxElementType.Float;
        }

        // The order of a folder's table need not be that of the file.
        Dictionary<string, TensorDataType> byName = new(StringComparer.Ordinal);
        foreach (ImportColumn column in options.Columns)
        {
            byName[column.Name.Replace(' ', '_')] = column.DataType;
        }

        string[] names = model.Header.FeatureNames.Split('\n');
        for (int feature = 0; feature < names.Length; feature++)
        {
            TensorDataType said = !hasColumns ? options.TableType : byName.TryGetValue(names[feature], out TensorDataType own) ? own : options.Columns[feature].DataType;
            (double middle, double distance) = model.Trees.Ranges.Of(feature);
            bool isAsked = hasColumns && options.AsksForColumns && said == TensorDataType.Float64;
            if (isAsked || (FarValues.MayBe(said) && FarValues.Are(middle, distance, areWhole: said != TensorDataType.Float64)))
            {
                return OnnxElementType.Double;
            }
        }

        return OnnxElementType.Float;
    }
}
