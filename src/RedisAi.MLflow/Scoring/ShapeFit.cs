namespace RedisAi.MLflow.Scoring;

/// <summary>Makes the shape of what a request has that which is needed, where both hold the same elements in the same order.</summary>
internal static class ShapeFit
{
    /// <summary>Finds the shape.</summary>
    /// <param name="shape">What came.</param>
    /// <param name="needed">What is needed.</param>
    /// <param name="mayReshape">Whether rows of a table came, whose cells say nothing of axes: a column of numbers is as good as a matrix of one column, and a list of numbers as good as the axes it is made of.</param>
    /// <returns>Null when there is none.</returns>
    public static TensorShape? Find(TensorShape shape, ShapePattern needed, bool mayReshape)
    {
        if (needed.Accepts(shape))
        {
            return shape;
        }

        if (!mayReshape || needed.Rank == 0)
        {
            return null;
        }

        // One value is one row, too.
        long rows = shape.Rank == 0 ? 1 : shape[0];
        Span<long> lengths = stackalloc long[needed.Rank];
        lengths[0] = rows;
        long left = rows == 0 ? ProductAfterFirst(shape) : shape.ElementCount / rows;
        int open = -1;
        for (int axis = 1; axis < needed.Rank; axis++)
        {
            lengths[axis] = needed[axis];
            if (needed[axis] != ShapePattern.AnyLength)
            {
                left = needed[axis] > 0 && left % needed[axis] == 0 ? left / needed[axis] : -1;
            }
            else if (open < 0)
            {
                open = axis;
            }
            else
            {
                // Of two open axes nobody can say how long each is.
                return null;
            }
        }

        if (left < 0 || (open < 0 && left != 1))
        {
            return null;
        }

        if (open >= 0)
        {
            lengths[open] = left;
        }

        TensorShape found = TensorShape.Create(lengths);
        return needed.Accepts(found) && found.ElementCount == shape.ElementCount ? found : null;
    }

    private static long ProductAfterFirst(TensorShape shape)
    {
        long product = 1;
        for (int axis = 1; axis < shape.Rank; axis++)
        {
            product *= Math.Max(1, shape[axis]);
        }

        return product;
    }
}
