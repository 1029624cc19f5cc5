;; What numeric code does to rows of single precision, in double precision, two columns of four rows at once.
;; `npm run kernels` makes binary.ts of it. Pointers and strides are in bytes. `stride` is that of the rows, a multiple
;; of 16; vectors of their width and sums are doubles, and so have twice that. `end` is behind the last row, whole fours
;; of rows after the first.
(module
  (import "env" "memory" (memory 1))

  (func $pair (param $at i32) (result v128)
    (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $at))))

  (func $plus (param $sum v128) (param $factor v128) (param $at i32) (result v128)
    (f64x2.add (local.get $sum) (f64x2.mul (local.get $factor) (call $pair (local.get $at)))))

  (func $both (param $sums v128) (result f64)
    (f64.add (f64x2.extract_lane 0 (local.get $sums)) (f64x2.extract_lane 1 (local.get $sums))))

  ;; products[i] = row i · vector
  (func (export "products")
    (param $rows i32) (param $end i32) (param $stride i32) (param $vector i32) (param $products i32)
    (local $two i32) (local $three i32) (local $four i32) (local $column i32) (local $factor v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $rowsLeft
      (local.set $two (i32.add (local.get $rows) (local.get $stride)))
      (local.set $three (i32.add (local.get $two) (local.get $stride)))
      (local.set $four (i32.add (local.get $three) (local.get $stride)))
      (local.set $a (v128.const i64x2 0 0))
      (local.set $b (v128.const i64x2 0 0))
      (local.set $c (v128.const i64x2 0 0))
      (local.set $d (v128.const i64x2 0 0))
      (local.set $column (i32.const 0))
      (loop $columnsLeft
        (local.set $factor
          (v128.load (i32.add (local.get $vector) (i32.shl (local.get $column) (i32.const 1)))))
        (local.set $a (call $plus (local.get $a) (local.get $factor) (i32.add (local.get $rows) (local.get $column))))
        (local.set $b (call $plus (local.get $b) (local.get $factor) (i32.add (local.get $two) (local.get $column))))
        (local.set $c (call $plus (local.get $c) (local.get $factor) (i32.add (local.get $three) (local.get $column))))
        (local.set $d (call $plus (local.get $d) (local.get $factor) (i32.add (local.get $four) (local.get $column))))
        (local.set $column (i32.add (local.get $column) (i32.const 8)))
        (br_if $columnsLeft (i32.lt_u (local.get $column) (local.get $stride))))
      (f64.store (local.get $products) (call $both (local.get $a)))
      (f64.store offset=8 (local.get $products) (call $both (local.get $b)))
      (f64.store offset=16 (local.get $products) (call $both (local.get $c)))
      (f64.store offset=24 (local.get $products) (call $both (local.get $d)))
      (local.set $products (i32.add (local.get $products) (i32.const 32)))
      (local.set $rows (i32.add (local.get $four) (local.get $stride)))
      (br_if $rowsLeft (i32.lt_u (local.get $rows) (local.get $end)))))

  ;; sum += Σ values[i] · row i
  (func (export "addWeighted")
    (param $rows i32) (param $end i32) (param $stride i32) (param $values i32) (param $sum i32)
    (loop $rowsLeft
      (call $addFour
        (local.get $rows)
        (local.get $stride)
        (local.get $stride)
        (v128.load64_splat (local.get $values))
        (v128.load64_splat offset=8 (local.get $values))
        (v128.load64_splat offset=16 (local.get $values))
        (v128.load64_splat offset=24 (local.get $values))
        (local.get $sum))
      (local.set $values (i32.add (local.get $values) (i32.const 32)))
      (local.set $rows (i32.add (local.get $rows) (i32.shl (local.get $stride) (i32.const 2))))
      (br_if $rowsLeft (i32.lt_u (local.get $rows) (local.get $end)))))

  ;; sum += a · row 1 + b · row 2 + c · row 3 + d · row 4, of the first columns, so many bytes of a row
  (func $addFour
    (param $rows i32) (param $stride i32) (param $columns i32)
    (param $a v128) (param $b v128) (param $c v128) (param $d v128) (param $sum i32)
    (local $two i32) (local $three i32) (local $four i32) (local $column i32) (local $at i32)
    (local.set $two (i32.add (local.get $rows) (local.get $stride)))
    (local.set $three (i32.add (local.get $two) (local.get $stride)))
    (local.set $four (i32.add (local.get $three) (local.get $stride)))
    (loop $columnsLeft
      (local.set $at (i32.add (local.get $sum) (i32.shl (local.get $column) (i32.const 1))))
      (v128.store (local.get $at)
        (call $plus
          (call $plus
            (call $plus
              (call $plus
                (v128.load (local.get $at))
                (local.get $a)
                (i32.add (local.get $rows) (local.get $column)))
              (local.get $b)
              (i32.add (local.get $two) (local.get $column)))
            (local.get $c)
            (i32.add (local.get $three) (local.get $column)))
          (local.get $d)
          (i32.add (local.get $four) (local.get $column))))
      (local.set $column (i32.add (local.get $column) (i32.const 8)))
      (br_if $columnsLeft (i32.lt_u (local.get $column) (local.get $columns)))))

  ;; sums[a][b] += Σ values[i] · row i[a] · row i[b], for b up to a
  (func (export "addOuters")
    (param $rows i32) (param $end i32) (param $stride i32) (param $values i32) (param $sums i32)
    (local $column i32) (local $at i32)
    (loop $rowsLeft
      (local.set $column (i32.const 0))
      (loop $columnsLeft
        (local.set $at (i32.add (local.get $rows) (local.get $column)))
        (call $addFour
          (local.get $rows)
          (local.get $stride)
          (i32.add (local.get $column) (i32.const 4))
          (call $scaled (local.get $values) (local.get $at))
          (call $scaled
            (i32.add (local.get $values) (i32.const 8))
            (local.tee $at (i32.add (local.get $at) (local.get $stride))))
          (call $scaled
            (i32.add (local.get $values) (i32.const 16))
            (local.tee $at (i32.add (local.get $at) (local.get $stride))))
          (call $scaled
            (i32.add (local.get $values) (i32.const 24))
            (i32.add (local.get $at) (local.get $stride)))
          (i32.add
            (local.get $sums)
            (i32.shl (i32.mul (i32.shr_u (local.get $column) (i32.const 2)) (local.get $stride)) (i32.const 1))))
        (local.set $column (i32.add (local.get $column) (i32.const 4)))
        (br_if $columnsLeft (i32.lt_u (local.get $column) (local.get $stride))))
      (local.set $values (i32.add (local.get $values) (i32.const 32)))
      (local.set $rows (i32.add (local.get $rows) (i32.shl (local.get $stride) (i32.const 2))))
      (br_if $rowsLeft (i32.lt_u (local.get $rows) (local.get $end)))))

  ;; a value times a number, twice
  (func $scaled (param $value i32) (param $at i32) (result v128)
    (f64x2.splat (f64.mul (f64.load (local.get $value)) (f64.promote_f32 (f32.load (local.get $at))))))
)
