using System.Buffers;

namespace RedisAi.MLflow.Scoring;

/// <summary>Writes what a model gave in the form of the scoring protocol.</summary>
internal static class Predictions
{
    /// <summary>Writes an answer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="plan">What is known of the model.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="isUnwrapped">Whether the request had no word for its inputs; then the answer has none for its predictions.</param>
    public static void Write(IBufferWriter<byte> output, ScoringPlan plan, ModelResult result, bool isUnwrapped)
    {
        PredictionWriter json = new(output);
        if (!isUnwrapped)
        {
            json.Write("{\"predictions\":"u8);
        }

        IReadOnlyList<TensorSpec> outputs = result.Outputs;
        bool isPlain = plan.Contract.Predictions switch
        {
            PredictionForm.First => outputs.Count > 0,
            PredictionForm.NamedIfSeveral => outputs.Count == 1,
            _ => false,
        };
        if (isPlain)
        {
            WriteFirst(ref json, plan, result);
        }
        else
        {
            WriteNamed(ref json, plan, result, outputs);
        }

        if (!isUnwrapped)
        {
            json.Write((byte)'}');
        }

        json.Flush();
    }

    private static void WriteNamed(ref PredictionWriter json, ScoringPlan plan, ModelResult result, IReadOnlyList<TensorSpec> outputs)
    {
        json.Write((byte)'{');
        for (int i = 0; i < outputs.Count; i++)
        {
            if (i > 0)
            {
                json.Write((byte)',');
            }

            json.Write(plan.NameOf(outputs, i));
            if (Find(result, outputs[i], i) is { } tensor)
            {
                json.Write(tensor, tensor.Shape.Dimensions);
            }
            else
            {
                json.Write("null"u8);
            }
        }

        json.Write((byte)'}');
    }

    /// <summary>An export gives a column where the model itself gives a list: the signature tells which is meant.</summary>
    private static void WriteFirst(ref PredictionWriter json, ScoringPlan plan, ModelResult result)
    {
        AiTensor tensor = result[0];
        ReadOnlySpan<long> shape = tensor.Shape.Dimensions;
        bool isList = plan.Contract.Signature?.Outputs is [{ IsTensor: true, Shape: { IsRankKnown: true, Rank: 1 } }];
        json.Write(tensor, isList && shape is [_, 1] ? shape[..1] : shape);
    }

    private static AiTensor? Find(ModelResult result, TensorSpec output, int place)
    {
        if (!output.IsOptional)
        {
            return result[place];
        }

        try
        {
            return result[place];
        }
        catch (InvalidOperationException)
        {
            // The run has not given it.
            return null;
        }
    }
}
