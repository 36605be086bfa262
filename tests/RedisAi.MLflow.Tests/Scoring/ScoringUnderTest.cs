using System.Text;
using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>Reads requests for a model that declares this and was logged with that.</summary>
internal sealed class ScoringUnderTest
{
    private readonly ScoringPlan _plan;

    /// <param name="model">What the model declares of its inputs.</param>
    /// <param name="signature">The inputs of its signature in MLflow, as JSON; null for none.</param>
    /// <param name="parameters">The parameters of its signature, as JSON; null for none.</param>
    public ScoringUnderTest(TensorSpec[] model, string? signature = null, string? parameters = null)
    {
        MlflowSignature? parsed = signature is null ? null : MlflowSignature.Parse(signature, null, parameters);
        _plan = new ScoringPlan(new ModelSignature(model, []), null, new ScoringContract(parsed, PredictionForm.Named));
    }

    /// <summary>A model of one input.</summary>
    public static ScoringUnderTest Of(TensorDataType type, ShapePattern shape, string? signature = null) => new([new TensorSpec("x", type, shape)], signature);

    /// <summary>The inputs that a request becomes, each as its name, type, shape and elements.</summary>
    public string Read(string body, BodyFormat format = BodyFormat.Json, bool hasSession = false) => Read(Encoding.UTF8.GetBytes(body), format, hasSession);

    public string Read(byte[] body, BodyFormat format = BodyFormat.Json, bool hasSession = false)
    {
        InputCollector inputs = _plan.Rent();
        try
        {
            inputs.AllowsMissing = hasSession;
            if (format == BodyFormat.Csv)
            {
                CsvRequest.Read(body, inputs);
            }
            else
            {
                JsonRequest.Read(body, inputs);
            }

            List<string> texts = [];
            for (int i = 0; i < inputs.Tensors.Length; i++)
            {
                if (inputs.Tensors[i] is { } tensor)
                {
                    texts.Add($"{_plan.Model.Inputs[i].Name} {tensor.Format(1000)}");
                }
            }

            return $"{string.Join("; ", texts)}{(inputs.IsUnwrapped ? " (unwrapped)" : "")}";
        }
        finally
        {
            _plan.Return(inputs);
        }
    }

    /// <summary>Why a request is refused: the error code and the sentence.</summary>
    public string Refused(string body, BodyFormat format = BodyFormat.Json)
    {
        MlflowException error = Assert.Throws<MlflowException>(() => Read(body, format));
        return $"{error.ErrorCode} {error.Message}";
    }
}
