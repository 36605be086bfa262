using System.Text;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.LightGBM;

/// <summary>Reads the models that LightGBM's classes for scikit-learn hold: an archive has the same text, within the object.</summary>
internal static class LightGbmSkops
{
    /// <summary>Makes a graph of an object.</summary>
    /// <param name="root">A classifier, regressor, ranker or Booster.</param>
    /// <param name="options">What is known besides its file.</param>
    /// <exception cref="ModelLoadException">It is damaged, or not supported.</exception>
    public static ReadOnlyMemory<byte> ToOnnx(SkopsObject root, ImportOptions options)
    {
        if (!IsKnown(root.ClassName))
        {
            throw new ModelLoadException($"The class {root.Class} is not supported; of LightGBM's, Booster, LGBMClassifier, LGBMRegressor and LGBMRanker are.");
        }

        return LightGbmAnswers.Write(Read(root), root.ClassName, Labels(root), options);
    }

    /// <summary>Whether a class, without its module, is one of LightGBM's models.</summary>
    public static bool IsKnown(string className) => className is "LGBMClassifier" or "LGBMRegressor" or "LGBMRanker" or "LGBMModel" or "Booster";

    /// <summary>Reads the model in an object. What stopped early has more trees in it than count: those of the best round are the last.</summary>
    public static LightGbmModel Read(SkopsObject model)
    {
        SkopsObject booster = model.ClassName == "Booster" ? model : model.Get("_Booster").AsObject();
        SkopsValue text = booster.FindAny("_handle", "handle") ?? throw new ModelLoadException($"{booster.Place} has no '_handle' with the model's text.");
        long best = booster.Integer("best_iteration", 0);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text.AsText()), writable: false);
        return LightGbmText.Read(stream, (int)Math.Clamp(best, 0, int.MaxValue), CancellationToken.None);
    }

    /// <summary>What a classifier calls its classes; null where there are none.</summary>
    public static LightGbmLabels? Labels(SkopsObject model)
    {
        SkopsValue? classes = model.Find("_le")?.AsObject().Find("classes_") ?? model.FindAny("_classes", "classes_");
        return classes is null ? null : LightGbmLabels.Of(classes);
    }
}
