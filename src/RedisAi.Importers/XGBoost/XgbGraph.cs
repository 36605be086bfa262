using RedisAi.Importers.Checks;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.XGBoost;

/// <summary>The graph of a model: the sum of its trees, or of a linear model, and what its kind and objective make of that.</summary>
internal sealed class XgbGraph
{
    private const string InputName = "X";

    private readonly XgbModel _model;
    private readonly XgbKind _kind;
    private readonly XgbObjective _objective;
    private readonly bool _probabilitiesFirst;
    private readonly OnnxGraph _graph;
    private readonly string _input;
    private readonly float[] _margins;
    private readonly TreeEnsemble? _trees;

    /// <summary>Prepares the graph.</summary>
    /// <param name="model">What the file says besides the trees.</param>
    /// <param name="kind">What the model is.</param>
    /// <param name="options">The function that the first output is to be, and whom the graph is for.</param>
    /// <exception cref="ModelLoadException">The booster, the objective or the function is not supported.</exception>
    public XgbGraph(XgbModel model, XgbKind kind, ImportOptions options)
    {
        _model = model;
        _kind = kind;
        _objective = XgbObjective.Of(model.Objective);
        _margins = [.. Enumerable.Range(0, model.Outputs).Select(output => _objective.Margin(model.BaseScores[model.BaseScores.Length == 1 ? 0 : output]))];
        _graph = new OnnxGraph { AllowsNewTrees = true, IsForBackend = options.IsForBackend };
        _input = AddInput();
        string? function = options.PredictFunction;
        _probabilitiesFirst = function switch
        {
            null or "" or "predict" => false,
            "predict_proba" when kind == XgbKind.Classifier => true,
            _ => throw new ModelLoadException($"A {kind} of XGBoost has no function '{function}'."),
        };
        if (model.Booster is "gbtree" or "dart")
        {
            _trees = Begin();
            Forest = new XgbForest(model, XgbRounds.TreesThatCount(model, kind), _trees, _margins, firstTarget: IsTwoClasses ? 1 : 0);
        }
        else if (model.Booster != "gblinear")
        {
            throw new ModelLoadException($"The booster '{model.Booster}' is not known.");
        }
    }

    /// <summary>What the trees are to be read into; null for a linear model.</summary>
    public XgbForest? Forest { get; }

    /// <summary>Two classes of one sum, which ONNX Runtime's operator tells apart as the softmax of 0 and the sum: the same as its sigmoid.</summary>
    private bool IsTwoClasses => _kind == XgbKind.Classifier && _objective.Answer == XgbAnswer.Sigmoid && _model.Outputs == 1;

    /// <summary>More than two classes; for two, ONNX Runtime's operator looks at the second sum alone.</summary>
    private bool IsManyClasses => _kind == XgbKind.Classifier && _objective.Answer is XgbAnswer.Softmax or XgbAnswer.Largest && _model.Outputs > 2;

    /// <summary>Writes the graph, once the trees are read.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        Forest?.Finish();
        if (_model.Names.Count > 0)
        {
            _graph.Metadata["feature_names"] = string.Join('\n', _model.Names);
        }

        if (_model.FeatureTypes.Count > 0)
        {
            _graph.Metadata["feature_types"] = string.Join('\n', _model.FeatureTypes);
        }

        _graph.Metadata["objective"] = _model.Objective;
        if (_kind == XgbKind.Booster || _trees is null)
        {
            // XGBoost's own kind of matrix takes none; wrappers for trees go without it, and compare infinities as they are.
            InputChecks checks = new();
            checks.RefuseInfinity(InputName, -1, "XGBoost");
            checks.WriteTo(_graph);
        }

        if (_trees is not null && (IsTwoClasses || IsManyClasses))
        {
            (string label, string probabilities) = _trees.AddClassifierTo(_graph, _input, TreeSum.Single);
            AddClasses(label, probabilities, []);
        }
        else if (_kind == XgbKind.Classifier)
        {
            AddClassifier();
        }
        else
        {
            AddPrediction();
        }

        return _graph.Write(_model.Version.Length > 0 ? $"XGBoost {_model.Version}" : "XGBoost");
    }

    private string AddInput()
    {
        string input = _graph.Input(InputName, OnnxElementType.Float, -1, _model.Features);
        if (XgbMissing.Of(_model, _kind) is not { } missing)
        {
            return input;
        }

        string isMissing = _graph.Node("Equal", input, _graph.Constant(OnnxTensor.Scalar(missing)));
        return _graph.Node("Where", isMissing, _graph.Constant(OnnxTensor.Scalar(float.NaN)), input);
    }

    private TreeEnsemble Begin()
    {
        TreeEnsemble trees = new(IsTwoClasses ? 2 : _model.Outputs);
        if (IsTwoClasses)
        {
            // The operator counts the classes by what leaves are for.
            trees.BeginTree();
            trees.Leaf(0, 0);
        }

        return trees;
    }

    private string AddSum(bool softmax = false)
    {
        if (_trees is not null)
        {
            return _trees.AddTo(_graph, _input, TreeSum.Single, [], softmax: softmax);
        }

        string sum = XgbLinear.AddTo(_graph, _input, _model, _margins);
        return softmax ? _graph.Node("Softmax", [sum], OnnxAttribute.Of("axis", 1L)) : sum;
    }

    private void AddPrediction()
    {
        if (_objective.Answer == XgbAnswer.Softmax)
        {
            _graph.Output("probabilities", AddSum(softmax: true), OnnxElementType.Float, -1, _model.Outputs);
            return;
        }

        if (_objective.Answer == XgbAnswer.Largest)
        {
            string largest = _graph.Node("Cast", [ArgMax(AddSum())], OnnxAttribute.Of("to", (long)OnnxElementType.Float));
            _graph.Output("prediction", largest, OnnxElementType.Float, -1);
            return;
        }

        string answer = Answer(AddSum());
        if (_model.Outputs == 1)
        {
            _graph.FlatOutput("prediction", answer, OnnxElementType.Float);
        }
        else
        {
            _graph.Output("prediction", answer, OnnxElementType.Float, -1, _model.Outputs);
        }
    }

    private void AddClassifier()
    {
        if (_objective.Answer is XgbAnswer.Softmax or XgbAnswer.Largest)
        {
            string all = AddSum(softmax: true);
            AddClasses(ArgMax(all), all, []);
            return;
        }

        string answer = Answer(AddSum());
        string label = _graph.Node("Cast", [_graph.Node("Greater", answer, _graph.Constant(OnnxTensor.Scalar(0.5f)))], OnnxAttribute.Of("to", (long)OnnxElementType.Int64));
        if (_model.Outputs > 1)
        {
            AddClasses(label, answer, [_model.Outputs]);
            return;
        }

        string other = _graph.Node("Sub", _graph.Constant(OnnxTensor.Scalar(1f)), answer);
        AddClasses(_graph.Flat(label), _graph.Node("Concat", [other, answer], OnnxAttribute.Of("axis", 1L)), []);
    }

    /// <summary>The outputs of a classifier.</summary>
    /// <param name="label">Its labels.</param>
    /// <param name="probabilities">Their probabilities.</param>
    /// <param name="labelAxes">The axes of labels after the rows.</param>
    private void AddClasses(string label, string probabilities, ReadOnlySpan<long> labelAxes)
    {
        if (!_probabilitiesFirst)
        {
            _graph.Output("label", label, OnnxElementType.Int64, [-1, .. labelAxes]);
        }

        _graph.Output("probabilities", probabilities, OnnxElementType.Float, -1, Math.Max(2, _model.Outputs));
        if (_probabilitiesFirst)
        {
            _graph.Output("label", label, OnnxElementType.Int64, [-1, .. labelAxes]);
        }
    }

    private string Answer(string sum) => _objective.Answer switch
    {
        XgbAnswer.Sigmoid => _graph.Node("Sigmoid", sum),
        XgbAnswer.Exponential => _graph.Node("Exp", sum),
        XgbAnswer.Sign => _graph.Node("Cast", [_graph.Node("Greater", sum, _graph.Constant(OnnxTensor.Scalar(0f)))], OnnxAttribute.Of("to", (long)OnnxElementType.Float)),
        _ => sum,
    };

    private string ArgMax(string values) => _graph.Node("ArgMax", [values], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 0L));
}
