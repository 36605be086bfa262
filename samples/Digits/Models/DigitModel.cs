using System.Numerics.Tensors;
using RedisAi.Samples.Digits.Pictures;

namespace RedisAi.Samples.Digits.Models;

/// <summary>A loaded model, asked the same way whatever it was made with. Used by one thread.</summary>
internal sealed class DigitModel
{
    private const int Digits = 10;

    private readonly IModel _model;
    private readonly long[] _shape;

    private DigitModel(ModelFile file, IModel model, string backend)
    {
        (File, Backend, _model) = (file, backend, model);
        _shape = ShapeOf(model.Signature.Inputs[0].Shape, file.TakesImages);
    }

    /// <summary>Where it came from.</summary>
    public ModelFile File { get; }

    /// <summary>What runs it.</summary>
    public string Backend { get; }

    /// <summary>Loads a model: which importer reads it, and which backend runs it, its file says.</summary>
    public static async Task<DigitModel> LoadAsync(RedisAiEngine ai, ModelFile file, CancellationToken cancellationToken)
    {
        string key = $"digits/{file.Framework}";
        ModelInfo info = await ai.Models.StoreAsync(key, ModelSource.FromFile(file.Path), cancellationToken: cancellationToken);
        return new DigitModel(file, ai.Models[key], info.Backend);
    }

    /// <summary>Makes the input of a picture; the caller's to dispose.</summary>
    public AiTensor InputOf(ReadOnlySpan<float> pixels)
    {
        float[] scaled = pixels.ToArray();
        TensorPrimitives.Divide(scaled, File.PixelScale, scaled);
        return AiTensor.Create<float>(_shape, scaled);
    }

    /// <summary>Asks it once.</summary>
    /// <param name="input">What <see cref="InputOf"/> has made.</param>
    /// <returns>How likely each digit is.</returns>
    public float[] Ask(AiTensor input)
    {
        using ModelResult result = _model.Run([input]);
        for (int i = 0; i < result.Count; i++)
        {
            if (result[i] is { ElementCount: Digits, DataType: TensorDataType.Float32 or TensorDataType.Float64 } output)
            {
                return Probabilities(output);
            }
        }

        throw new InvalidDataException($"The model '{File.Path}' gives ({string.Join(", ", result.Outputs)}), which has no number for each digit.");
    }

    /// <summary>Networks without a last softmax give what would go into it.</summary>
    private static float[] Probabilities(AiTensor output)
    {
        float[] numbers = output.DataType == TensorDataType.Float32 ? output.AsSpan<float>().ToArray() : Array.ConvertAll(output.AsSpan<double>().ToArray(), static number => (float)number);
        if (TensorPrimitives.Min<float>(numbers) < 0 || Math.Abs(TensorPrimitives.Sum<float>(numbers) - 1) > 0.01f)
        {
            TensorPrimitives.SoftMax(numbers, numbers);
        }

        return numbers;
    }

    /// <summary>One picture, as pixels in a row or as an image with one channel, first or last.</summary>
    private static long[] ShapeOf(ShapePattern declared, bool takesImages) =>
        declared is { IsRankKnown: true, Rank: 4 } && declared[3] == 1 ? [1, PictureSet.Side, PictureSet.Side, 1]
        : takesImages || declared is { IsRankKnown: true, Rank: 4 } ? [1, 1, PictureSet.Side, PictureSet.Side]
        : [1, PictureSet.Side * PictureSet.Side];
}
