using System.Buffers;
using System.Numerics.Tensors;

namespace RedisAi.Docs.Tests;

/// <summary>The code about tensors in docs/tensors.md.</summary>
public sealed class TensorSnippets
{
    [Fact]
    public void Tensors_are_made_read_and_viewed()
    {
        #region tensors-create
        using AiTensor pixels = AiTensor.Create<byte>([2, 3], [1, 2, 3, 4, 5, 6]);                     // copies
        using AiTensor zeros = AiTensor.Create<float>([2, 1, 128]);                                    // all 0
        using AiTensor ones = AiTensor.Create<float>([2, 128], static span => span.Fill(1));           // fills in place
        using AiTensor rate = AiTensor.Scalar(16000L);
        using AiTensor labels = AiTensor.CreateStrings([2], ["tabby", "tiger cat"]);
        #endregion

        #region tensors-read
        ReadOnlySpan<byte> span = pixels.AsSpan<byte>();      // no copy; until pixels is disposed
        byte[] array = pixels.ToArray<byte>();                // a copy, for ever
        ReadOnlySpan<string> texts = labels.AsStrings();
        (long rows, long columns) = (pixels.Shape[0], pixels.Shape[1]);
        using AiTensor floats = pixels.ConvertTo(TensorDataType.Float32);      // another type, a copy
        string text = floats.Format(maxElements: 3);          // "Float32[2,3]: 1, 2, 3, ..."
        #endregion

        #region tensors-views
        using AiTensor second = pixels.Slice(start: 1, count: 1);               // UInt8[1,3], rows of axis 0
        using AiTensor flat = pixels.Reshape([-1]);                             // UInt8[6]
        using AiTensor again = pixels.Share();                                  // a second handle
        using AiTensor wide = AiTensor.Concat([pixels, pixels], axis: 1);       // UInt8[2,6], a copy
        #endregion

        Assert.Equal([1, 2, 3, 4, 5, 6], span.ToArray());
        Assert.Equal(array, again.ToArray<byte>());
        Assert.Equal("tiger cat", texts[1]);
        Assert.Equal((2, 3), (rows, columns));
        Assert.Equal("Float32[2,3]: 1, 2, 3, ...", text);
        Assert.Equal((0, 256), (zeros.AsSpan<float>().IndexOfAnyExcept(0) + 1, TensorPrimitives.Sum(ones.AsSpan<float>())));
        Assert.Equal("UInt8[1,3] UInt8[6] UInt8[2,6] Int64[] Float32[2,1,128]", $"{second} {flat} {wide} {rate} {zeros}");
        Assert.Equal([4, 5, 6], second.ToArray<byte>());
        Assert.True(span.Overlaps(flat.AsSpan<byte>()));
        Assert.False(span.Overlaps(wide.AsSpan<byte>()));
    }

    [Fact]
    public void View_outlives_the_handle_it_was_made_from()
    {
        #region tensors-ownership
        AiTensor whole = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);
        AiTensor row = whole.Slice(1, 1);

        whole.Dispose();                            // row has a reference of its own
        float last = row.AsSpan<float>()[1];        // 4
        row.Dispose();                              // the memory goes back to the pool
        #endregion

        Assert.Equal(4, last);
        Assert.Throws<ObjectDisposedException>(() => whole.ToArray<float>());
    }

    [Fact]
    public void Forgotten_handle_is_counted()
    {
        #region tensors-leaks
        long before = AiTensor.BuffersInUse;
        AiTensor forgotten = AiTensor.Create<float>([1, 64]);
        long left = AiTensor.BuffersInUse - before;      // 1: the memory of forgotten
        #endregion

        forgotten.Dispose();
        Assert.Equal((1, 0), (left, AiTensor.BuffersInUse - before));
    }

    [Fact]
    public void Wrapped_memory_is_given_back_with_the_last_reference()
    {
        bool free = false;

        #region tensors-wrap
        IMemoryOwner<float> owner = MemoryPool<float>.Shared.Rent(1024);
        using AiTensor rented = AiTensor.Wrap<float>([4, 256], owner);      // disposes the owner in the end

        float[] samples = new float[576];
        using AiTensor borrowed = AiTensor.Wrap<float>([1, 576], samples.AsMemory(), released: () => free = true);
        #endregion

        Assert.Equal(1024, rented.ElementCount);
        Assert.True(borrowed.AsSpan<float>().Overlaps(samples));
        borrowed.Dispose();
        Assert.True(free);
    }

    [Fact]
    public void Tensor_goes_to_numerics_and_back()
    {
        using AiTensor audio = AiTensor.Create<float>([2, 2], [1, -4, 3, 2]);

        #region tensors-numerics
        float loudest = TensorPrimitives.MaxMagnitude(audio.AsSpan<float>());
        Tensor<float> quieter = Tensor.Multiply(audio.AsTensorSpan<float>(), 0.5f);
        using AiTensor result = AiTensor.Create<float>(quieter);      // copies; strides are flattened
        #endregion

        Assert.Equal(-4, loudest);
        Assert.Equal([0.5f, -2, 1.5f, 1], result.AsSpan<float>());
        Assert.Equal("Float32[2,2]", $"{result}");
    }

    [Fact]
    public void Tensor_comes_back_from_an_npy_file()
    {
        using AiTensor audio = AiTensor.Create<float>([1, 3], [1, 2, 3]);

        #region tensors-npy
        NpyFile.Save("audio.npy", audio);
        using AiTensor loaded = NpyFile.Load("audio.npy");
        #endregion

        File.Delete("audio.npy");
        Assert.Equal(audio.Shape, loaded.Shape);
        Assert.Equal(audio.AsSpan<float>(), loaded.AsSpan<float>());
    }
}
