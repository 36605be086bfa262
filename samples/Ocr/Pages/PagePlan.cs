using RedisAi.Samples.Ocr.Detection;
using RedisAi.Samples.Ocr.Recognition;
using RedisAi.Samples.Recognition;

namespace RedisAi.Samples.Ocr.Pages;

/// <summary>Builds the plan: from the picture of a page to its text.</summary>
internal static class PagePlan
{
    /// <param name="ai">Has the models.</param>
    /// <param name="detection">The key of the model that finds text.</param>
    /// <param name="recognition">The key of the model that reads a line.</param>
    /// <param name="characters">The characters that it knows.</param>
    public static DagPlan Compile(IRedisAi ai, string detection, string recognition, Characters characters)
    {
        DagBuilder dag = ai.CreateDag("page");
        DagValue picture = dag.Input("picture", TensorDataType.UInt8, [-1, -1, 3]);

        DagValue probabilities = dag.Model(detection, dag.Function("prepare", DetectionInput.Of, picture))[0];
        DagNode found = dag.Function("find", ["boxes", "rows"], Find, probabilities, picture);
        DagSequence crops = dag.Split("cut", Cut, picture, found["boxes"]);

        // Each line goes its own way; those of the same width meet in the recognition model, and share a run.
        DagSequence lines = dag.Map("read", crops, (line, crop) => line.Function("decode", CtcDecoder.Decode, line.Model(recognition, crop)[0]));

        dag.Output("boxes", found["boxes"]);
        dag.Output("rows", found["rows"]);
        dag.Output("texts", dag.Gather("texts", lines => LineTexts.Texts(lines, characters), lines));
        dag.Output("certainties", dag.Gather("certainties", LineTexts.Certainties, lines));
        return dag.Compile();
    }

    private static AiTensor[] Find(IReadOnlyList<AiTensor> inputs)
    {
        (AiTensor boxes, AiTensor rows) = TextFinder.Find(inputs[0], inputs[1]);
        return [boxes, rows];
    }

    private static AiTensor[] Cut(IReadOnlyList<AiTensor> inputs)
    {
        AiTensor[] crops = new AiTensor[inputs[1].Shape[0]];
        for (int i = 0; i < crops.Length; i++)
        {
            crops[i] = LineCrop.Cut(inputs[0], TextBox.Read(inputs[1].AsSpan<float>()[(i * TextBox.Numbers)..]));
        }

        return crops;
    }
}
