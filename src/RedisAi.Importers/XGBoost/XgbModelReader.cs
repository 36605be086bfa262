using System.Globalization;

namespace RedisAi.Importers.XGBoost;

/// <summary>Reads a file once for all but its trees, and again for these: whatever trees need to know of the rest is known then, in whatever order the file has it.</summary>
internal sealed class XgbModelReader(XgbReader reader, XgbModel model, XgbForest? forest)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="ModelLoadException">It is damaged.</exception>
    public void Read() => Object(key =>
    {
        switch (key)
        {
            case "learner":
                Object(ReadLearner);
                break;
            case "version" when forest is null:
                model.Version = string.Join('.', Integers().Take(3));
                break;
            default:
                reader.Skip();
                break;
        }
    });

    private void ReadLearner(string key)
    {
        switch (key)
        {
            case "gradient_booster":
                Object(ReadBooster);
                break;
            case "learner_model_param" when forest is null:
                Object(ReadParameter);
                break;
            case "objective" when forest is null:
                Object(name => Take(name == "name", text => model.Objective = text));
                break;
            case "attributes" when forest is null:
                Object(name => model.Attributes[name] = reader.Text());
                break;
            case "feature_names" when forest is null:
                Texts(model.FeatureNames);
                break;
            case "feature_types" when forest is null:
                Texts(model.FeatureTypes);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadParameter(string key)
    {
        switch (key)
        {
            case "num_feature":
                model.Features = Integer(key);
                break;
            case "num_class":
                model.Classes = Integer(key);
                break;
            case "num_target":
                model.Targets = Integer(key);
                break;
            case "base_score":
                model.BaseScores = Numbers(reader.Text());
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>A booster of trees; one with dropped trees has another within.</summary>
    private void ReadBooster(string key)
    {
        switch (key)
        {
            case "name":
                // The outer one counts, which ends later or has none inside.
                Take(forest is null, text => model.Booster = model.Booster == "dart" ? "dart" : text);
                break;
            case "gbtree":
                Object(ReadBooster);
                break;
            case "model":
                Object(ReadTreeModel);
                break;
            case "weight_drop" when forest is null:
                model.TreeWeights = Singles();
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadTreeModel(string key)
    {
        switch (key)
        {
            case "trees":
                ReadTrees();
                break;
            case "tree_info" when forest is null:
                model.TreeOutputs = Integers();
                break;
            case "iteration_indptr" when forest is null:
                model.Rounds = Integers();
                break;
            case "weights" when forest is null:
                model.LinearWeights = Singles();
                break;
            case "gbtree_model_param" when forest is null:
                Object(name =>
                {
                    if (name == "num_parallel_tree")
                    {
                        // Files of the first versions have 0.
                        model.ParallelTrees = Math.Max(1, Integer(name));
                    }
                    else
                    {
                        reader.Skip();
                    }
                });
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadTrees()
    {
        int trees = 0;
        reader.BeginArray();
        for (; reader.TryItem(); trees++)
        {
            if (forest is null || trees >= forest.Wanted)
            {
                reader.Skip();
            }
            else
            {
                forest.Read(reader);
            }
        }

        model.Trees = trees;
    }

    private void Object(Action<string> member)
    {
        reader.BeginObject();
        while (reader.TryKey(out string key))
        {
            member(key);
        }
    }

    private void Take(bool wanted, Action<string> take)
    {
        if (wanted)
        {
            take(reader.Text());
        }
        else
        {
            reader.Skip();
        }
    }

    private void Texts(List<string> texts)
    {
        reader.BeginArray();
        while (reader.TryItem())
        {
            texts.Add(reader.Text());
        }
    }

    private int[] Integers()
    {
        int[] values = [];
        int count = reader.Integers(ref values);
        return count == values.Length ? values : values[..count];
    }

    private float[] Singles()
    {
        float[] values = [];
        int count = reader.Singles(ref values);
        return count == values.Length ? values : values[..count];
    }

    private int Integer(string key)
    {
        string text = reader.Text();
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw reader.Wrong($"'{key}' is '{text}', which is no integer");
    }

    /// <summary>A number, or a list of numbers in brackets.</summary>
    private double[] Numbers(string text)
    {
        string[] parts = text.Trim().TrimStart('[').TrimEnd(']').Split(',');
        double[] values = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
            {
                throw reader.Wrong($"base_score has '{parts[i]}', which is no number");
            }

            values[i] = value;
        }

        return values;
    }
}
