using RedisAi.Backends.Onnx;
using RedisAi.Conformance;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Models of three frameworks in one plan: a PyTorch, a TensorFlow-born and a scikit-learn model look at the same digit, and vote.</summary>
public sealed class VotingPlanTests
{
    private const int Classes = 10;

    [Fact]
    public async Task Models_of_three_frameworks_vote_on_each_digit_and_answer_as_they_do_alone()
    {
        string folder = FixtureCase.RequireRoot();
        await using RedisAiEngine ai = new(new OnnxBackend(), new TorchBackend());
        await ai.Models.StoreAsync("torch", ModelSource.FromFile(Path.Combine(folder, "torch-digits-cnn", "scripted.pt")));
        await ai.Models.StoreAsync("tensorflow", ModelSource.FromFile(Path.Combine(folder, "tf-digits-cnn", "model.onnx")));
        await ai.Models.StoreAsync("sklearn", ModelSource.FromFile(Path.Combine(folder, "sklearn-svc", "model.onnx")));
        DagPlan plan = Compile(ai);
        using AiTensor pictures = NpyFile.Load(Path.Combine(folder, "digits", "images.npy"));
        using AiTensor labels = NpyFile.Load(Path.Combine(folder, "digits", "labels.npy"));
        int count = (int)pictures.Shape[0];

        Vote[] votes = await Task.WhenAll(Enumerable.Range(0, count).Select(i => VoteAsync(plan, pictures, i)));

        int right = 0;
        for (int i = 0; i < count; i++)
        {
            using AiTensor picture = pictures.Slice(i, 1);
            long[] alone = [Torch(ai, picture), TensorFlow(ai, picture), Sklearn(ai, picture)];
            Assert.Equal(alone, votes[i].Models);
            Assert.Equal(Majority(alone), votes[i].Label);
            right += votes[i].Label == labels.AsSpan<long>()[i] ? 1 : 0;
        }

        // Each of the three is right on more than 90 % of the pictures; so must they be together.
        Assert.InRange(right, (int)(0.95 * count), count);
    }

    private static DagPlan Compile(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("vote");
        DagValue picture = dag.Input("picture", TensorDataType.Float32, [1, 64]);
        DagValue torch = dag.Model("torch", dag.Function("channels_first", static x => Scaled(x, [1, 1, 8, 8]), picture))[0];
        DagValue tensorflow = dag.Model("tensorflow", dag.Function("channels_last", static x => Scaled(x, [1, 8, 8, 1]), picture))[0];
        DagValue sklearn = dag.Model("sklearn", picture)[0];
        DagNode vote = dag.Function("vote", ["label", "votes"], static given => Count(given[0], given[1], given[2]), torch, tensorflow, sklearn);
        dag.Output("label", vote["label"]);
        dag.Output("votes", vote["votes"]);
        return dag.Compile();
    }

    private static async Task<Vote> VoteAsync(DagPlan plan, AiTensor pictures, int index)
    {
        using AiTensor picture = pictures.Slice(index, 1);
        using DagResult result = await plan.RunAsync(new NamedTensors { ["picture"] = picture });
        return new Vote(result.AsSpan<long>("label")[0], result["votes"].ToArray<long>());
    }

    private static AiTensor[] Count(AiTensor torch, AiTensor tensorflow, AiTensor sklearn)
    {
        long[] votes = [Largest(torch), Largest(tensorflow), sklearn.AsSpan<long>()[0]];
        return [AiTensor.Scalar(Majority(votes)), AiTensor.Create<long>([3], votes)];
    }

    /// <summary>Where all three differ, the first decides.</summary>
    private static long Majority(long[] votes) => votes[1] == votes[2] ? votes[1] : votes[0];

    private static long Torch(RedisAiEngine ai, AiTensor picture)
    {
        using AiTensor x = Scaled(picture, [1, 1, 8, 8]);
        using ModelResult result = ai.Models["torch"].Run([x]);
        return Largest(result[0]);
    }

    private static long TensorFlow(RedisAiEngine ai, AiTensor picture)
    {
        using AiTensor x = Scaled(picture, [1, 8, 8, 1]);
        using ModelResult result = ai.Models["tensorflow"].Run([x]);
        return Largest(result[0]);
    }

    private static long Sklearn(RedisAiEngine ai, AiTensor picture)
    {
        using ModelResult result = ai.Models["sklearn"].Run([picture]);
        return result.AsSpan<long>(0)[0];
    }

    private static AiTensor Scaled(AiTensor picture, long[] shape) => AiTensor.Create<float>(shape, elements =>
    {
        ReadOnlySpan<float> pixels = picture.AsSpan<float>();
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = pixels[i] / 16;
        }
    });

    private static long Largest(AiTensor scores)
    {
        ReadOnlySpan<float> values = scores.AsSpan<float>();
        int largest = 0;
        for (int i = 1; i < Classes; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }

    private sealed record Vote(long Label, long[] Models);
}
